import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimUnstarted } from '../../src/inbox/claim-unstarted.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type PaidSession, paidSession } from '../support/stripe-events.ts'
import { uniqueTaskQueue } from '../support/temporal.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let database: TestDatabase
let pool: pg.Pool
let api: WebhookApi
let parts: TestCatchUp

beforeEach(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
  pool.on('error', () => undefined)
  api = await startWebhookApi({ databaseUrl: database.url })
  parts = await startCatchUpParts(pool, database.url, uniqueTaskQueue())
})
afterEach(async () => {
  await parts.stop()
  await api.stop()
  await pool.end()
  await database.drop()
})

interface Row {
  readonly event_key: string
  readonly source: string
  readonly deliveries: number
  readonly type: string
  readonly event_hash: string
}

const rows = async (): Promise<Row[]> =>
  (
    await pool.query<Row>(
      'select event_key, source, deliveries, type, event_hash from inbox.event order by id',
    )
  ).rows

const secondsAgo = (seconds: number): number => Math.floor(Date.now() / 1_000) - seconds

/** An event of Stripe's, some minutes old: the JSON its webhook has, and its API gives too. */
const happened = (change: Partial<PaidSession> = {}, created = secondsAgo(600)) => {
  const id = randomUUID().slice(0, 8)
  const sale = { eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'ada', cents: 1999, ...change }
  const event = { ...JSON.parse(paidSession(sale)), created, pending_webhooks: 1 }
  parts.stripe.addEvent(event)
  return { event, body: JSON.stringify({ ...event, pending_webhooks: 0 }) }
}

/** As if it had been asked an hour ago for the first time. */
const begun = (at = secondsAgo(3_600)) =>
  pool.query(
    "insert into inbox.catch_up (source, began, read_to) values ('stripe', $1, $1), ('llamapay', $1, $1)",
    [at],
  )

test('a lost webhook of Stripe’s is taken in, and the webhook that comes after all is a duplicate', async () => {
  await begun()
  const { event, body } = happened()
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 1, known: 0 })
  const [row] = await rows()
  expect(row).toMatchObject({ event_key: event.id, source: 'catch-up', type: 'payment.succeeded' })
  const answer = await api.deliver('stripe', body)
  expect(answer.body).toMatchObject({ received: true, duplicate: true })
  expect(await rows()).toHaveLength(1)
})

test('what a webhook told is known: nothing is taken in, and no delivery is counted', async () => {
  await begun()
  const { body } = happened()
  await api.deliver('stripe', body)
  expect(await parts.catchUp.pass('stripe')).toEqual({ missed: 0, known: 1, contradicted: 0, unreadable: 0 })
  await api.settle()
  expect(await rows()).toMatchObject([{ source: 'webhook', deliveries: 1 }])
})

test('asking twice, and twice at once, takes in nothing twice', async () => {
  await begun()
  for (let n = 0; n < 5; n++) happened()
  await Promise.all([parts.catchUp.pass('stripe'), parts.catchUp.pass('stripe')])
  await parts.catchUp.pass('stripe')
  expect(await rows()).toHaveLength(5)
  expect(parts.passes.reduce((sum, { missed }) => sum + missed, 0)).toBe(5)
})

test('an outage of a day is caught up with, page by page', async () => {
  await begun(secondsAgo(24 * 3_600))
  for (let n = 0; n < 230; n++) happened({}, secondsAgo(700 + n))
  for (let n = 0; n < 20; n++) happened({}, secondsAgo(3_600 * n + 600))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 250 })
  expect(await rows()).toHaveLength(250)
})

test('what happened before this inbox began is not fulfilled, unless an operator asks for it', async () => {
  happened({}, secondsAgo(7_200))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 0 })
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 0 })
  const since = new Date(Date.now() - 3 * 3_600_000).toISOString()
  expect(await parts.catchUp.pass('stripe', since)).toMatchObject({ missed: 1 })
})

test('what only just happened is left to its webhook', async () => {
  await begun()
  happened({}, secondsAgo(5))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 0 })
})

test('an event that becomes visible late is found by the next pass', async () => {
  await begun()
  happened({}, secondsAgo(300))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 1 })
  happened({}, secondsAgo(400))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 1, known: 1 })
})

test('an amount beyond what JavaScript counts exactly arrives with all its digits', async () => {
  await begun()
  const { event } = happened()
  const object = { ...event.data.object, amount_total: 9_007_199_254_740_993n }
  parts.stripe.addEvent({ ...event, id: 'evt_huge', data: { object } })
  await parts.catchUp.pass('stripe')
  const { rows } = await pool.query(
    "select plan #>> '{statement,fact,amount}' as amount from inbox.event where event_key = 'evt_huge'",
  )
  expect(rows).toEqual([{ amount: '9007199254740993' }])
})

test('what the API says otherwise than the webhook did is kept in quarantine', async () => {
  await begun()
  const { event, body } = happened()
  await api.deliver('stripe', body.replace('1999', '2999'))
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ contradicted: 1, missed: 0 })
  const { rows: kept } = await pool.query('select event_key from inbox.quarantine')
  expect(kept).toEqual([{ event_key: event.id }])
})

test('error: while Stripe is away nothing is passed over', async () => {
  await begun(secondsAgo(13 * 3_600))
  happened({}, secondsAgo(12 * 3_600))
  happened()
  parts.stripe.fail(500, 40)
  await expect(parts.catchUp.pass('stripe')).rejects.toMatchObject({
    code: 'PROVIDER_UNAVAILABLE',
    retryable: true,
  })
  parts.stripe.fail(500, 0)
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 2 })
})

test('error: a key that Stripe does not take is said so, and needs a person', async () => {
  await begun()
  parts.stripe.fail(401, 1)
  await expect(parts.catchUp.pass('stripe')).rejects.toMatchObject({
    code: 'PROVIDER_REFUSED',
    retryable: false,
  })
})

const charge = (id: string, change: object = {}) => ({
  id,
  hosted_url: `https://checkout.llamapay.io/pay/${id}`,
  created_at: '2026-11-01T10:00:00.000Z',
  metadata: { userId: 'grace' },
  pricing: { local: { amount: '10.0', currency: 'USD' } },
  pricing_type: 'subscription',
  ...change,
})

const llamapayWebhook = (type: string, id: string): string =>
  JSON.stringify({
    event: { id: randomUUID(), type, created_at: '2026-11-01T10:05:00.000Z', data: charge(id) },
  })

test('a checkout at LlamaPay that nobody paid moves no money', async () => {
  const id = randomUUID()
  parts.llamapay.addCharge(charge(id))
  expect(await parts.catchUp.pass('llamapay')).toMatchObject({ missed: 0 })
  expect(await rows()).toEqual([])
})

test('a charge that the chain names is pending, and nothing of it can be spent before LlamaPay confirms it', async () => {
  const id = randomUUID()
  for (let n = 0; n < 60; n++) parts.llamapay.addCharge(charge(randomUUID()))
  parts.llamapay.addCharge(charge(id))
  parts.paidOnChain.add(id)
  expect(await parts.catchUp.pass('llamapay')).toMatchObject({ missed: 1 })
  expect(await rows()).toMatchObject([{ event_key: `catch-up.${id}`, type: 'payment.pending' }])
  const { rows: plans } = await pool.query(
    "select plan #> '{statement,pendingIsSpendable}' as spendable, plan -> 'effects' as effects from inbox.event",
  )
  expect(plans).toEqual([{ spendable: false, effects: [] }])
  expect(parts.llamapay.asked.length).toBeGreaterThan(2)
})

test('a charge whose webhook came is not told again', async () => {
  const id = randomUUID()
  parts.llamapay.addCharge(charge(id))
  parts.paidOnChain.add(id)
  await api.deliver('llamapay', llamapayWebhook('charge:pending', id))
  expect(await parts.catchUp.pass('llamapay')).toMatchObject({ missed: 0, known: 1 })
  expect(await rows()).toHaveLength(1)
})

test('a charge without a price is left to its webhook: nobody knows what was paid', async () => {
  const id = randomUUID()
  parts.llamapay.addCharge(charge(id, { pricing: undefined, pricing_type: 'no_price' }))
  parts.paidOnChain.add(id)
  expect(await parts.catchUp.pass('llamapay')).toMatchObject({ missed: 0 })
})

test('error: LlamaPay refuses the key, or is away', async () => {
  parts.llamapay.fail(401, 1)
  await expect(parts.catchUp.pass('llamapay')).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' })
  parts.llamapay.fail(502, 1)
  await expect(parts.catchUp.pass('llamapay')).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' })
})

test('error: a source without a key cannot be asked', async () => {
  await expect(parts.catchUp.pass('loops')).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' })
})

test('what a paused endpoint has missed is kept, and started once it is resumed', async () => {
  await begun()
  const { event } = happened()
  await pool.query("insert into inbox.endpoint (slug, paused_at) values ('stripe', now())")
  expect(await parts.catchUp.pass('stripe')).toMatchObject({ missed: 1 })
  const isStarted = async () =>
    (
      await pool.query('select started_at is not null as started from inbox.event where event_key = $1', [
        event.id,
      ])
    ).rows[0]?.started
  await pool.query("update inbox.event set received_at = now() - interval '1 minute'")
  expect(await claimUnstarted(pool, { limit: 10, olderThanMs: 0, leaseMs: 1 })).toEqual([])
  expect(await isStarted()).toBe(false)
  await pool.query("update inbox.endpoint set paused_at = null where slug = 'stripe'")
  await expect.poll(isStarted, { timeout: 30_000, interval: 200 }).toBe(true)
})
