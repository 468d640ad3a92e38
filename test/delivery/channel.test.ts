import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { enableEndpoint, endpointDigest } from '../../src/delivery/endpoint.ts'
import { parseAllowList } from '../../src/outbound/allow-list.ts'
import { createOutbound } from '../../src/outbound/outbound.ts'
import { verifyStandard } from '../../src/providers/standard-signature.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import {
  APP_SECRET,
  type MerchantApp,
  startMerchantApp,
  testSecret,
  verified,
} from '../support/merchant-app.ts'
import { type Bench, createBench, failureOf, keyOf, newPaymentId, requestOf, toldPayment } from './support.ts'

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000]

let database: TestDatabase
let pool: pg.Pool
let app: MerchantApp
let bench: Bench
let paymentId: string

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url })
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})
beforeEach(async () => {
  app = await startMerchantApp()
  bench = createBench(pool, app)
  paymentId = newPaymentId()
})
afterEach(() => app.stop())

const tell = (topic: Parameters<typeof requestOf>[1] = 'order.paid', of = paymentId) =>
  bench.channel.tell(keyOf(of, topic), requestOf(of, topic))

const messageOf = async (topic: Parameters<typeof keyOf>[1] = 'order.paid') =>
  (await pool.query('select state, because from delivery.message where key = $1', [keyOf(paymentId, topic)]))
    .rows[0]

const attemptsOf = async (topic: Parameters<typeof keyOf>[1] = 'order.paid') =>
  (
    await pool.query(
      'select status, error, duration_ms as ms from delivery.attempt where key = $1 order by n',
      [keyOf(paymentId, topic)],
    )
  ).rows

test('an app that answers 500 for a while hears the same event under the same id until it takes it, once', async () => {
  app.replies.push({ status: 500 }, { status: 502 }, { status: 404 })
  const waits: number[] = []
  for (let tries = 0; tries < 3; tries++) {
    const { retryable, retryAfterMs = 0 } = await failureOf(tell())
    expect(retryable).toBe(true)
    waits.push(retryAfterMs)
    bench.pass(retryAfterMs)
    // Signed anew each time, by the clock of that time.
    bench.now = new Date(Math.max(bench.now.getTime(), Date.now()))
    bench.payment = toldPayment({ refunded: '5', status: 'partially_refunded' })
  }
  expect(await tell()).toEqual({ state: 'done', result: {} })
  expect(await tell()).toEqual({ state: 'done', result: {} })
  expect(waits).toEqual([5_000, 30_000, 2 * MINUTE])
  expect(app.calls.map(({ id }) => id)).toEqual(app.calls.map(() => keyOf(paymentId, 'order.paid')))
  expect(new Set(app.calls.map(({ body }) => body)).size).toBe(1)
  expect(app.calls).toHaveLength(4)
  expect(await attemptsOf()).toEqual(
    [500, 502, 404, 200].map((status) => ({ status, error: null, ms: expect.any(Number) })),
  )
})

test('a call is verified by the app’s own library, and by our own rule for such calls', async () => {
  await tell()
  const [call] = app.calls
  if (call === undefined) return expect.fail('no call came')
  expect(verified(call)).toMatchObject({
    type: 'order.paid',
    timestamp: '2026-11-22T09:00:00.000Z',
    data: { account: 'shop', sequence: 1, payment: { id: 'pi_1', amount: '1999', asset: 'USD', scale: 2 } },
  })
  const headers = Object.fromEntries(Object.entries(call.headers).map(([name, value]) => [name, [value]]))
  const secrets = [{ id: 's', value: APP_SECRET }]
  expect(verifyStandard(Buffer.from(call.body), headers, secrets, new Date())).toMatchObject({ ok: true })
  expect(call.headers).toMatchObject({ 'content-type': 'application/json' })
})

test('while secrets are changed, a call is signed by both, and by the old one no longer than it lives', async () => {
  const [fresh, old] = [testSecret(2), testSecret(3)]
  const endsAt = new Date(bench.now.getTime() + HOUR).toISOString()
  bench = createBench(pool, app, {
    secrets: [{ value: old, endsAt }, { value: fresh }],
    now: () => new Date(),
  })
  await tell()
  const [during] = app.calls
  if (during === undefined) return expect.fail('no call came')
  expect(verified(during, fresh)).toEqual(verified(during, old))
  bench = createBench(pool, app, {
    secrets: [{ value: old, endsAt: new Date(Date.now() - 1).toISOString() }, { value: fresh }],
    now: () => new Date(),
  })
  await tell('payment.settled')
  const after = app.calls.at(-1) ?? expect.fail('no second call came')
  expect(verified(after, fresh)).toMatchObject({ type: 'payment.settled' })
  expect(() => verified(after, old)).toThrow('No matching signature found')
})

test('a busy app is left alone for as long as it asks, up to ten hours', async () => {
  app.replies.push(
    { status: 429, headers: { 'retry-after': '90' } },
    { status: 503, headers: { 'retry-after': '9999999' } },
    { status: 503, headers: { 'retry-after': '1' } },
    { status: 500, headers: { 'retry-after': '90000' } },
  )
  const waits: (number | undefined)[] = []
  for (let tries = 0; tries < 4; tries++) waits.push((await failureOf(tell())).retryAfterMs)
  expect(waits).toEqual([90_000, 10 * HOUR, 2 * MINUTE, 10 * MINUTE])
})

test('error: a redirect is followed by nobody: a signature is for one app alone', async () => {
  const elsewhere = await startMerchantApp()
  app.replies.push({ status: 307, headers: { location: elsewhere.url } })
  expect(await failureOf(tell())).toMatchObject({ code: 'DELIVERY_FAILED', retryable: true })
  expect(elsewhere.calls).toEqual([])
  elsewhere.stop()
})

test('what the app answers is not kept, and however much it says, its status counts', async () => {
  app.replies.push({ status: 200, body: 'ada@example.com '.repeat(20_000) })
  expect(await tell()).toMatchObject({ state: 'done' })
  const kept = await pool.query(`select to_jsonb(a)::text as row from delivery.attempt a`)
  expect(JSON.stringify(kept.rows)).not.toContain('ada@')
})

test('error: an app that is not there is tried again; that it was not there is in the log', async () => {
  app.stop()
  expect(await failureOf(tell())).toMatchObject({ retryable: true, retryAfterMs: 5_000 })
  expect(await attemptsOf()).toMatchObject([{ status: null, error: expect.stringContaining('ECONNREFUSED') }])
})

test('error: what is given up after three days parks, and a retry begins three new days with the same message', async () => {
  app.reply = { status: 500 }
  const first = bench.now
  const failure = await untilGivenUp()
  expect(failure).toMatchObject({ code: 'DELIVERY_FAILED', retryable: false })
  expect(bench.now.getTime() - first.getTime()).toBe(3 * DAY)
  expect(await failureOf(tell())).toMatchObject({ retryable: true, retryAfterMs: 5_000 })
  app.reply = { status: 200 }
  expect(await tell()).toEqual({ state: 'done', result: {} })
  expect(new Set(app.calls.map(({ id, body }) => id + body)).size).toBe(1)
})

const untilGivenUp = async () => {
  for (;;) {
    const failure = await failureOf(tell())
    if (!failure.retryable) return failure
    bench.pass(failure.retryAfterMs ?? 0)
  }
}

test('error: an app that answers 410 is called no more, until an operator enables it; what it missed can then be sent', async () => {
  app.replies.push({ status: 410 })
  expect(await failureOf(tell())).toMatchObject({ code: 'DELIVERY_REFUSED', retryable: false })
  const refused = await failureOf(tell())
  expect(refused).toMatchObject({ code: 'DELIVERY_REFUSED', retryable: false })
  expect(refused.message).toContain('quittance deliveries enable')
  expect(await tell('payment.settled')).toMatchObject({
    state: 'skipped',
    result: { because: expect.stringContaining('410') },
  })
  expect(app.calls).toHaveLength(1)
  expect(bench.troubles.filter(({ kind }) => kind === 'disabled')).toHaveLength(1)
  expect(await bench.redelivery.redeliver(keyOf(paymentId, 'payment.settled'))).toMatchObject({
    isDelivered: false,
    because: expect.stringContaining('410'),
  })
  expect(await enableEndpoint(pool, endpointDigest(app.url))).toMatchObject({ reason: 'gone' })
  expect(await tell()).toMatchObject({ state: 'done' })
  expect(await bench.redelivery.redeliver(keyOf(paymentId, 'payment.settled'))).toMatchObject({
    isDelivered: true,
    status: 200,
  })
  expect(await messageOf('payment.settled')).toEqual({ state: 'delivered', because: null })
})

test('error: an app that took nothing for five days is disabled, with an alert; one success in between is enough', async () => {
  const failOnce = async () => {
    app.replies.push({ status: 500 })
    await failureOf(tell('order.paid', newPaymentId()))
  }
  await failOnce()
  bench.pass(4 * DAY)
  await failOnce()
  await tell('order.paid', newPaymentId())
  bench.pass(4 * DAY)
  await failOnce()
  bench.pass(5 * DAY - 1)
  await failOnce()
  expect(bench.troubles).toEqual([])
  bench.pass(1)
  await failOnce()
  expect(bench.troubles).toEqual([
    { kind: 'disabled', at: bench.now, text: expect.stringContaining('deliveries enable') },
  ])
  expect(await failureOf(tell())).toMatchObject({ code: 'DELIVERY_REFUSED', retryable: false })
  expect(await tell('payment.failed')).toMatchObject({ state: 'skipped' })
})

test('what is told of one payment is told in order; other payments wait for nobody', async () => {
  app.replies.push({ status: 500 })
  await failureOf(tell())
  expect(await failureOf(tell('payment.settled'))).toMatchObject({ code: 'NOT_YET', retryAfterMs: 5_000 })
  expect(await failureOf(tell('payment.refunded'))).toMatchObject({ code: 'NOT_YET' })
  expect(await tell('order.paid', newPaymentId())).toMatchObject({ state: 'done' })
  bench.pass(5_000)
  await tell()
  expect(await failureOf(tell('payment.refunded'))).toMatchObject({ code: 'NOT_YET' })
  await tell('payment.settled')
  await tell('payment.refunded')
  const sequences = app.calls
    .slice(2)
    .map(({ body }) => JSON.parse(body) as { type: string; data: { sequence: number } })
    .map(({ type, data }) => [type, data.sequence])
  expect(sequences).toEqual([
    ['order.paid', 1],
    ['payment.settled', 2],
    ['payment.refunded', 3],
  ])
})

test('nothing waits for a message that was given up, refused or skipped, or that nobody tries any more', async () => {
  app.replies.push({ status: 500 })
  await failureOf(tell())
  // Its workflow was terminated: the next try was due and did not come.
  bench.pass(5_000 + 5 * MINUTE)
  expect(await failureOf(tell('payment.settled'))).toMatchObject({ code: 'NOT_YET', retryAfterMs: MINUTE })
  bench.pass(MINUTE)
  expect(await tell('payment.settled')).toMatchObject({ state: 'done' })
  app.replies.push({ status: 410 })
  await failureOf(tell())
  await enableEndpoint(pool, endpointDigest(app.url))
  expect(await tell('payment.refunded')).toMatchObject({ state: 'done' })
  bench.payment = toldPayment({ paid: '0' })
  expect(await tell('payment.restored')).toMatchObject({ state: 'skipped' })
  expect(await tell('payment.reversed')).toMatchObject({ state: 'done' })
})

test('order.paid is skipped once nothing is left of the payment, also between two tries', async () => {
  app.replies.push({ status: 500 })
  await failureOf(tell())
  bench.payment = toldPayment({ refunded: '1999', status: 'refunded' })
  expect(await tell()).toEqual({ state: 'skipped', result: { because: 'nothing is left of the payment' } })
  expect(app.calls).toHaveLength(1)
  expect(await messageOf()).toEqual({ state: 'skipped', because: 'nothing is left of the payment' })
})

test('a reversal is not told when the money is back, tokens not when none were minted', async () => {
  expect(await tell('payment.reversed')).toMatchObject({ state: 'skipped' })
  expect(await tell('tokens.minted')).toMatchObject({ state: 'skipped' })
  bench.payment = toldPayment({ paid: '0', status: 'pending' })
  const other = newPaymentId()
  expect(await tell('payment.reversed', other)).toMatchObject({ state: 'done' })
})

test('a subscription is told of as it stands', async () => {
  const telling = { type: 'deliver', topic: 'subscription.expired' } as const
  const request = { account: 'shop', subscriptionId: 'sub_1', at: '2026-11-22T09:00:00.000Z', telling }
  await bench.channel.tell('shop:sub_1:deliver:subscription.expired', request)
  expect(verified(app.calls[0] ?? expect.fail('no call came'))).toMatchObject({
    type: 'subscription.expired',
    data: { subscription: { id: 'sub_1', product: 'pro', owner: 'user:42' } },
  })
})

test('a test event reaches the app, signed, also while it is disabled', async () => {
  app.replies.push({ status: 410 })
  await failureOf(tell())
  expect(await bench.redelivery.ping('ping:1')).toMatchObject({ isDelivered: true, status: 200 })
  const ping = app.calls.at(-1) ?? expect.fail('no ping came')
  expect(verified(ping)).toMatchObject({ type: 'ping', data: {} })
})

test('error: who is not allowed by configuration and not public is not called', async () => {
  const outbound = createOutbound({ allow: parseAllowList([]) })
  bench = createBench(pool, app, { post: (url, request) => outbound.notify(url, request) })
  expect(await failureOf(tell())).toMatchObject({ code: 'DELIVERY_FAILED' })
  expect(app.calls).toEqual([])
})

test('killed between the call and its mark, the message is sent again under the same id with the same bytes', async () => {
  const { store } = bench.options
  const crashing = createBench(pool, app, {
    store: {
      ...store,
      endAttempt: () => Promise.reject(new Error('killed')),
    },
  })
  await expect(
    crashing.channel.tell(keyOf(paymentId, 'order.paid'), requestOf(paymentId, 'order.paid')),
  ).rejects.toThrow('killed')
  bench.payment = toldPayment({ owner: 'user:43' })
  await tell()
  expect(app.calls).toHaveLength(2)
  expect(new Set(app.calls.map(({ id, body }) => id + body)).size).toBe(1)
  expect(await attemptsOf()).toMatchObject([{ status: null, error: null }, { status: 200 }])
})
