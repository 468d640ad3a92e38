import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { readPolicy } from '../../src/policy.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let operator: OperatorApi
let api: WebhookApi
beforeAll(async () => {
  operator = await startOperatorApi()
  api = await startWebhookApi()
})
afterAll(async () => {
  await api.stop()
  await operator.stop()
})

test('an order registered under a reference with an @ is the order its payment names', async () => {
  const reference = 'alice@shop-1'
  const path = `/orders/stripe/${encodeURIComponent(reference)}`
  expect((await operator.ask('PUT', path, { amount: '5000', asset: 'USD', owner: 'bob' })).status).toBe(200)
  const body = {
    id: 'evt_order',
    type: 'checkout.session.completed',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: 'cs_order',
        payment_status: 'paid',
        payment_intent: 'pi_order',
        amount_total: 5000,
        currency: 'usd',
        client_reference_id: reference,
      },
    },
  }
  expect((await api.deliver('stripe', JSON.stringify(body))).status).toBe(200)
  const { rows } = await api.pool.query<{ event: PaymentEvent }>(
    "select event from inbox.event where event_key = 'evt_order'",
  )
  const plan = planFor(rows[0]?.event as PaymentEvent, readPolicy({}))
  if (plan.type !== 'fulfil') throw new Error('no plan')
  await createLedger(operator.deps.pool).stateFact(plan.statement, { finish: true })
  expect((await operator.ask('GET', path)).body).toMatchObject({ status: 'paid' })
  expect((await operator.ask('GET', '/balances/bob')).body).toMatchObject({
    balances: [{ available: '5000' }],
  })
})
