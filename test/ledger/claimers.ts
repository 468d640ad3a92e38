import type { Pool } from 'pg'
import { expect } from 'vitest'
import type { EffectClaim } from '../../src/ledger/effects.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { untilDone } from './ledger-harness.ts'

/** Which events were told that a mint is theirs to make. */
export class Claimers {
  private readonly ledger: Ledger
  private readonly byKey = new Map<string, Set<string>>()

  constructor(ledger: Ledger) {
    this.ledger = ledger
  }

  /** What is credited, refunded or disputed is refused. */
  async claim(claim: EffectClaim): Promise<void> {
    const claiming = untilDone(async () => {
      const { key, state } = await this.ledger.claimEffect(claim)
      if (state === 'claimed') this.byKey.set(key, new Set(this.byKey.get(key)).add(claim.eventKey))
    })
    await claiming.catch((error: unknown) =>
      expect(error).toMatchObject({ code: expect.stringMatching(/^(EFFECT_CONFLICT|REFUND_OF_MINTED)$/) }),
    )
  }

  mostOfOneKey(): number {
    return Math.max(0, ...[...this.byKey.values()].map(({ size }) => size))
  }
}

/** The mints that are claimed or done, by the names they were claimed under. */
export async function liveMints(pool: Pool, account: string): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(
    `select payment_id as name from ledger.effect where account = $1 and effect = 'mint' and state <> 'skipped'`,
    [account],
  )
  return rows.map(({ name }) => name)
}
