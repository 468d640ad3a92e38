import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { rach } from '../../src/providers/rach.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await openLedger(2)
})
afterAll(() => harness.close())

const deliver = async (account: string, data: object) => {
  const body = { event: 'wallet.deposit.detected', data }
  const { event } = rach.translate(parseBody(Buffer.from(JSON.stringify(body))), {
    headers: {},
    bodySha256: 'x',
  })
  const full = {
    ...event,
    endpoint: account,
    account,
    provider: 'rach',
    receivedAt: '2026-01-01T00:00:00.000Z',
    owner: { owner: `user:${account}`, source: 'user' },
  } as PaymentEvent
  const plan = planFor(full, readPolicy({}))
  if (plan.type !== 'fulfil') throw new Error('no plan')
  await harness.ledger.stateFact(plan.statement, { finish: true }).catch(() => undefined)
  return (await harness.ledger.balances(`user:${account}`)).balances[0]?.available
}

const deposit = {
  customer_id: 'c1',
  detected_at: '2026-01-01T00:00:00Z',
  tx_hash: `0x${'ab'.repeat(32)}`,
  address: `0x${'cd'.repeat(20)}`,
  amount: '10',
  currency: 'USDC',
}

test.each([
  ['address', { address: `0x${'Cd'.repeat(20)}` }],
  ['tx_hash', { tx_hash: `0x${'AB'.repeat(32)}` }],
])('one deposit detected again with its %s in other letters is credited once', async (_, again) => {
  const account = newAccount()
  expect(await deliver(account, deposit)).toBe('10000000000000000000')
  const later = { ...deposit, detected_at: '2026-01-01T00:00:30Z', ...again }
  expect(await deliver(account, later)).toBe('10000000000000000000')
})
