import fc from 'fast-check'
import type { EffectClaim } from '../../src/ledger/effects.ts'
import type { MintStatement } from '../../src/ledger/mints.ts'
import { ACCOUNT, NAMES } from './random-facts.ts'

const nameOf = (group: number) => fc.constantFrom(...NAMES).map((name) => `${group}-${name}`)

/** A claim of payment `group`'s mint, by any of its names. */
export const mintClaimAbout = (
  group: number,
  eventKey: fc.Arbitrary<string>,
  content: fc.Arbitrary<string>,
): fc.Arbitrary<EffectClaim> =>
  fc
    .record({ paymentId: nameOf(group), eventKey, content, isAmended: fc.boolean() })
    .map(({ paymentId, eventKey, content, isAmended }) => ({
      account: ACCOUNT,
      paymentId,
      effect: 'mint',
      content,
      endpoint: ACCOUNT,
      eventKey,
      ...(isAmended ? { replaces: true } : {}),
    }))

/** Where the mint of one of payment `group`'s names stands: one version always says the same. */
export const mintAbout = (group: number): fc.Arbitrary<MintStatement> =>
  fc.record({ paymentId: nameOf(group), seq: fc.integer({ min: 1, max: 9 }) }).map(({ paymentId, seq }) => ({
    account: ACCOUNT,
    paymentId,
    mintId: `${ACCOUNT}:${paymentId}`,
    chainId: 31_337,
    wallet: `0x${ACCOUNT}${seq % 2}`,
    asset: 'LTZ',
    amount: '10000',
    stands: seq % 3 !== 0,
    version: { xid: '700', seq: String(seq) },
  }))
