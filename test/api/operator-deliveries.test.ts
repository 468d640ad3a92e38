import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { endpointDigest } from '../../src/delivery/endpoint.ts'
import { joinId } from '../../src/domain/ids.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { run } from '../cli/support.ts'
import { type MerchantApp, startMerchantApp, verified } from '../support/merchant-app.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { deliveringTo, TELLING_POLICY } from '../workflows/support/delivering.ts'
import { paid } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { keepHistory } from '../workflows/support/keep-history.ts'
import { eventually, openPark } from '../workflows/support/observe.ts'

let harness: Harness
let api: OperatorApi
let temporal: Temporal
let app: MerchantApp

beforeAll(async () => {
  harness = await createHarness(TELLING_POLICY)
  app = await startMerchantApp()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  api = await startOperatorApi({
    pool: harness.pool,
    ledger: harness.ledger,
    temporal,
    deliveryEndpoint: endpointDigest(app.url),
  })
  await harness.startWorker(deliveringTo(harness, app))
})
afterAll(async () => {
  await api.stop()
  await temporal.close()
  await harness.teardown()
  app.stop()
})

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, ...argv)

const delivered = async () => {
  const event = paid()
  await (await harness.start(event)).result()
  return { ...event, key: `shop:${event.paymentId}:deliver` }
}

/** Its delivery was refused for good. */
const parked = async () => {
  app.reply = { status: 500 }
  const event = paid()
  await openPark(harness, await harness.start(event))
  app.reply = { status: 200 }
  return { ...event, key: `shop:${event.paymentId}:deliver` }
}

const callsOf = (key: string) => app.calls.filter(({ id }) => id === key)

test('the log shows what the app was told, by payment, topic and state, with every try', async () => {
  const { key, paymentId } = await delivered()
  const other = await parked()
  const { body } = await api.ask('GET', `/deliveries?payment=${paymentId}`)
  expect(body).toEqual({
    data: [
      {
        id: expect.any(String),
        key,
        account: 'shop',
        subject: paymentId,
        topic: 'order.paid',
        sequence: 1,
        state: 'delivered',
        because: null,
        createdAt: expect.stringMatching(/Z$/),
        nextTryAt: null,
        attempts: [
          {
            n: 1,
            at: expect.any(String),
            isRedelivery: false,
            status: 200,
            error: null,
            durationMs: expect.any(Number),
          },
        ],
      },
    ],
    nextCursor: null,
  })
  const failed = await api.ask('GET', '/deliveries?state=failed&topic=order.paid&limit=1')
  expect(failed.body).toMatchObject({ data: [{ key: other.key, because: 'the app answered 500' }] })
  const first = await api.ask('GET', '/deliveries?limit=1')
  const next = await api.ask('GET', `/deliveries?limit=1&cursor=${String(first.body.nextCursor)}`)
  expect([first.body.data, next.body.data]).toMatchObject([[{ key: other.key }], [{ key }]])
  expect((await cli('deliveries', 'list', '--payment', paymentId)).out).toContain(key)
})

test('one message is sent again: the same id, the same bytes', async () => {
  const { key } = await delivered()
  const { status, body } = await api.ask('POST', `/deliveries/${encodeURIComponent(key)}/redeliver`)
  expect({ status, body }).toMatchObject({ status: 202, body: { workflowId: expect.any(String) } })
  const calls = await eventually(async () => (callsOf(key).length === 2 ? callsOf(key) : undefined), 'sent')
  expect(new Set(calls.map((call) => call.body)).size).toBe(1)
  expect(calls.map((call) => verified(call))).toMatchObject([{ type: 'order.paid' }, { type: 'order.paid' }])
})

test('all that failed is counted first, and then sent again', async () => {
  const { key } = await parked()
  const { body } = await api.ask('POST', '/deliveries/redeliver', { topic: 'order.paid', dryRun: true })
  expect(Number(body.count)).toBeGreaterThan(0)
  expect(Object.keys(body)).toEqual(['count'])
  const { out } = await cli('deliveries', 'redeliver', '--topic', 'order.paid')
  expect(out).toContain('sent again by redeliver:')
  await eventually(async () => {
    const { body: left } = await api.ask('POST', '/deliveries/redeliver', { dryRun: true })
    return left.count === 0 ? true : undefined
  }, 'all of them are delivered')
  expect(verified(callsOf(key).at(-1) ?? expect.fail('it was not sent'))).toMatchObject({
    type: 'order.paid',
  })
})

test('a test event is sent at once, signed, and its answer told', async () => {
  const { status, body } = await api.ask('POST', '/deliveries/test')
  expect({ status, body }).toEqual({
    status: 200,
    body: {
      key: expect.stringMatching(/^ping:/),
      delivered: true,
      status: 200,
      durationMs: expect.any(Number),
    },
  })
  expect(verified(app.calls.at(-1) ?? expect.fail('no call came'))).toMatchObject({ type: 'ping' })
  const { client } = harness.environment
  await keepHistory(client.workflow.getHandle(joinId('test-delivery', String(body.key))), 'delivery-tested')
  app.replies.push({ status: 401 })
  expect((await cli('deliveries', 'test')).out).toBe('not delivered: the app answered 401')
})

test('error: a disabled app is sent nothing again before it is enabled', async () => {
  const { key } = await delivered()
  app.replies.push({ status: 410 })
  const event = paid()
  const park = await openPark(harness, await harness.start(event))
  expect(park).toMatchObject({ code: 'DELIVERY_REFUSED' })
  const again = () => api.ask('POST', `/deliveries/${encodeURIComponent(key)}/redeliver`)
  expect(await again()).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('/v1/delivery/endpoint/enable') },
  })
  expect((await cli('deliveries', 'enable')).out).toBe('enabled')
  expect(await api.ask('POST', '/delivery/endpoint/enable')).toMatchObject({
    status: 200,
    body: { enabled: true, was: 'enabled' },
  })
  expect((await again()).status).toBe(202)
})

test('error: a message that is unknown, a wrong filter, and no app at all are refused with what to do', async () => {
  expect(await api.ask('POST', `/deliveries/${randomUUID()}/redeliver`)).toMatchObject({ status: 404 })
  expect(await api.ask('GET', '/deliveries?topic=order.lost')).toMatchObject({ status: 400 })
  expect(await api.ask('POST', '/deliveries/redeliver', { topic: 'order.lost' })).toMatchObject({
    status: 422,
  })
  const { deliveryEndpoint: _, ...deps } = api.deps
  const without = await startOperatorApi({ pool: deps.pool, ledger: deps.ledger })
  expect(await without.ask('POST', '/deliveries/test')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('DELIVERY_URL') },
  })
  await without.stop()
})
