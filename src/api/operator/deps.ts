import type { Pool } from 'pg'
import type { Policy } from '../../domain/policy.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Logger } from '../../logger.ts'
import type { Temporal } from '../../temporal.ts'

/** What the operator API works with. */
export interface OperatorDeps {
  readonly pool: Pool
  readonly ledger: Ledger
  readonly temporal: Temporal
  readonly policy: Policy
  /** Names the owner and encrypts the address when an e-mail address is given. */
  readonly piiKey: Buffer
  /** Unset: nobody gets in. */
  readonly operatorApiKey?: string
  readonly log: Logger
}
