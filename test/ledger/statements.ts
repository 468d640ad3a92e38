import type { Fact, MoneyFact, Statement } from '../../src/domain/fact.ts'
import type { EffectClaim } from '../../src/ledger/effects.ts'

/** The n-th minute of a day; facts of a payment are told apart by it. */
export const minute = (n: number): string => new Date(Date.UTC(2026, 0, 1, 0, n)).toISOString()

export const credit = (more: Partial<MoneyFact> = {}): MoneyFact => ({
  type: 'money',
  state: 'confirmed',
  value: 'credit',
  amount: '1000',
  asset: 'USD',
  ...more,
})

export const refund = (amount: string, asset = 'USD'): Fact => ({ type: 'refund_target', amount, asset })

export const failedRefund = (refundId: string, amount: string, asset = 'USD'): Fact => ({
  type: 'refund_failed',
  refundId,
  amount,
  asset,
})

export const dispute = (status: 'opened' | 'won' | 'lost', amount = '1000', asset = 'USD'): Fact => ({
  type: 'dispute',
  disputeId: 'dp_1',
  amount,
  asset,
  status,
})

export const word = (said: 'confirm' | 'reverse' | 'hold' | 'release'): Fact => ({
  type: 'operator',
  word: said,
})

/** A statement of the shop about payment `pay`, by user 1, unless said otherwise. `n` names the event and dates it. */
export const statement = (
  account: string,
  n: number,
  fact: Fact,
  more: Partial<Statement> = {},
): Statement => ({
  endpoint: account,
  eventKey: `evt_${n}`,
  account,
  paymentId: 'pay',
  refs: [],
  at: minute(n),
  fact,
  owner: { owner: `user:${account}`, source: 'user' },
  ...more,
})

/** Event `n` of the shop claims the mint of payment `pay`, unless said otherwise. */
export const mintClaim = (account: string, n: number, more: Partial<EffectClaim> = {}): EffectClaim => ({
  account,
  paymentId: 'pay',
  effect: 'mint',
  content: '0xabc LTZ 10000',
  endpoint: account,
  eventKey: `evt_${n}`,
  ...more,
})
