import type { Pool } from 'pg'
import type { EndpointConfig } from '../../config.ts'
import type { Policy } from '../../domain/policy.ts'
import type { ContactCipher } from '../../inbox/contact-cipher.ts'
import type { SecretCipher } from '../../inbox/secret-cipher.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Logger } from '../../logger.ts'
import type { OperatorKey } from '../../operator-keys.ts'
import type { Temporal } from '../../temporal.ts'
import type { EndpointAsStored } from '../endpoints.ts'
import type { People } from '../people.ts'

/** What the operator API works with. */
export interface OperatorDeps {
  readonly pool: Pool
  readonly ledger: Ledger
  readonly temporal: Temporal
  readonly policy: Policy
  readonly people: People
  readonly cipher: ContactCipher
  /** Endpoints whose providers can be asked. */
  readonly catchUpSources?: readonly string[]
  readonly endpointAsStored: EndpointAsStored
  /** Empty: nobody gets in. */
  readonly operatorKeys: readonly OperatorKey[]
  /** Providers that can be asked for a payer's money back. */
  readonly refundProviders?: readonly string[]
  /** Those whose secrets are settings. */
  readonly environmentEndpoints?: readonly EndpointConfig[]
  /** Missing: ENDPOINT_SECRETS_KEY is not set, and no endpoint can be made. */
  readonly secretCipher?: SecretCipher
  /** Digest of DELIVERY_URL; unset: the merchant's app is told nothing. */
  readonly deliveryEndpoint?: string
  /** Where the Temporal UI has its pages of workflows. */
  readonly workflowPages?: string
  readonly log: Logger
}
