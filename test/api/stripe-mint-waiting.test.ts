import { LosslessNumber } from 'lossless-json'
import { expect, test, vi } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { createEventDesk } from '../../src/inbox/event-desk.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { buying, type StripeMint, startStripeMint } from '../support/stripe-mint.ts'

const LONG = { env: { STRIPE_MINT_WAIT_SECONDS: '60' } }
const TX_HASH = `0x${'ab'.repeat(32)}`

const eventsOf = async ({ api }: StripeMint, paymentId: string | null): Promise<Record<string, unknown>[]> =>
  (await api.pool.query('select * from inbox.event where payment_id = $1 order by id', [paymentId])).rows

/** What the worker does where Loyalteez mints: the fact, the claim, and the mark with the transaction's hash. */
const mintFor = async ({ api }: StripeMint, sessionId: string): Promise<void> => {
  const plan = await vi.waitFor(async () => {
    const text = 'select plan from inbox.event where event_key = $1'
    const { rows } = await api.pool.query(text, [`stripe-mint.${sessionId}`])
    return (rows as { plan: { statement: Statement } }[])[0]?.plan ?? expect.fail('not stored yet')
  })
  const ledger = createLedger(api.pool)
  const { statement } = plan
  await ledger.stateFact(statement, { finish: false })
  const { key } = await ledger.claimEffect({ ...statement, effect: 'mint', content: 'a test' })
  await ledger.finishEffect(key, 'done', { txHash: TX_HASH })
}

test('amounts in replies have all their digits', async () => {
  const shop = await startStripeMint(LONG)
  const { id } = shop.stripe.addSession({
    amount_total: new LosslessNumber('9007199254740993'),
    ...buying({ usd_amount: '90071992547409.930', ltz_amount: '090071992547409930.000' }),
  })
  const body = JSON.stringify({ sessionId: id })
  const called = fetch(`${shop.api.url}/loyalteez-api/stripe-mint`, { method: 'POST', body })
  await mintFor(shop, id)
  expect(await (await called).text()).toContain(
    '"usdAmount":90071992547409.93,"ltzAmount":90071992547409930,',
  )
})

test('a payment that was first known by its invoice is found all the same', async () => {
  const shop = await startStripeMint(LONG)
  const { id, payment_intent } = shop.stripe.addSession({ invoice: 'in_1', ...buying() })
  await createLedger(shop.api.pool).stateFact(
    {
      endpoint: 'stripe',
      eventKey: 'evt_invoice',
      account: 'stripe',
      paymentId: 'in_1',
      refs: [],
      at: new Date().toISOString(),
      fact: { type: 'link' },
    },
    { finish: false },
  )
  const called = shop.call(id)
  await mintFor(shop, id)
  expect(await called).toMatchObject({
    status: 200,
    body: { txHash: TX_HASH, paymentIntentId: payment_intent },
  })
})

test('error: a session that says something else than before is a contradiction, and mints nothing', async () => {
  const shop = await startStripeMint()
  const { id, payment_intent } = shop.stripe.addSession(buying())
  await shop.call(id)
  shop.stripe.addSession({
    id,
    payment_intent,
    amount_total: 2_000,
    ...buying({ usd_amount: '20', ltz_amount: '20000' }),
  })
  const answer = await shop.call(id)
  expect(answer).toMatchObject({ status: 409, body: { success: false } })
  expect(answer.body.message).toContain('contradicts')
  expect((await shop.api.pool.query('select reason from inbox.quarantine')).rows).toHaveLength(1)
})

test('error: a mint whose event is parked is answered at once, to ask again much later', async () => {
  const shop = await startStripeMint(LONG)
  const { id, payment_intent: paymentId } = shop.stripe.addSession(buying())
  const called = shop.call(id)
  await vi.waitFor(async () => expect(await eventsOf(shop, paymentId)).toHaveLength(1))
  const [{ workflow_id: workflowId } = {}] = await eventsOf(shop, paymentId)
  await createEventDesk(shop.api.pool).openPark({
    parkId: 'mint-1-000000',
    workflowId: String(workflowId),
    runId: 'a-run',
    workflowType: 'fulfilPayment',
    step: 'mint',
    code: 'MINT_REFUSED',
    message: 'a test parks it',
    since: new Date().toISOString(),
    endpoint: 'stripe',
    eventKey: `stripe-mint.${id}`,
    decisions: ['retry'],
  })
  const answer = await called
  expect(answer).toMatchObject({ status: 500, body: { success: false, message: 'Mint in progress' } })
  expect(answer.headers.get('retry-after')).toBe('300')
})

test('error: a payment whose event an operator ended is not minted, and no call waits for it', async () => {
  const shop = await startStripeMint(LONG)
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const called = shop.call(id)
  await vi.waitFor(async () => expect(await eventsOf(shop, payment_intent)).toHaveLength(1))
  const [{ workflow_id: workflowId } = {}] = await eventsOf(shop, payment_intent)
  const by = { workflowId: String(workflowId), endpoint: 'stripe', eventKey: `stripe-mint.${id}` }
  await createEventDesk(shop.api.pool).finishEvent(by, 'aborted')
  expect(await called).toMatchObject({ status: 409, body: { success: false } })
})

test('a shutdown answers those who wait', async () => {
  const shop = await startStripeMint(LONG)
  const { id, payment_intent } = shop.stripe.addSession(buying())
  const called = shop.call(id)
  await vi.waitFor(async () => expect(await eventsOf(shop, payment_intent)).toHaveLength(1))
  shop.api.stopWaiting()
  expect(await called).toMatchObject({ status: 500, body: { message: 'Mint in progress' } })
})

test('no e-mail address and no key is in the log', async () => {
  const shop = await startStripeMint()
  const { id } = shop.stripe.addSession({ ...buying(), customer_details: { email: 'ann@example.com' } })
  await shop.call(id)
  const log = shop.api.lines.join('\n')
  expect(log).toContain(id)
  for (const secret of ['ann@example.com', shop.stripe.secretKey]) expect(log).not.toContain(secret)
})
