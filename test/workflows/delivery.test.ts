import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startRedelivery } from '../../src/temporal-redeliveries.ts'
import { type MerchantApp, startMerchantApp, verified } from '../support/merchant-app.ts'
import { deliveringTo, PATIENT, TELLING_POLICY } from './support/delivering.ts'
import { startDoomed } from './support/doomed.ts'
import { paid, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, openPark, stateOf } from './support/observe.ts'

let harness: Harness
let app: MerchantApp
let stopWorker: () => Promise<void>

beforeAll(async () => {
  harness = await createHarness(TELLING_POLICY)
})
afterAll(() => harness.teardown())
beforeEach(async () => {
  app = await startMerchantApp()
  stopWorker = await harness.startWorker(deliveringTo(harness, app))
})
afterEach(async () => {
  await stopWorker()
  app.stop()
})

const idOf = (paymentId: string) => `shop:${paymentId}:deliver`

const messagesOf = (paymentId: string) =>
  harness.query<{ topic: string; state: string }>(
    'select topic, state from delivery.message where subject = $1 order by sequence',
    [paymentId],
  )

test('an app that answers 500 for a while, then 200, gets each event under its one id, signed', async () => {
  await stopWorker()
  stopWorker = await harness.startWorker(deliveringTo(harness, app, PATIENT))
  app.replies.push({ status: 500 }, { status: 500 }, { status: 503 })
  const event = paid()
  const handle = await harness.start(event)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(app.calls.map(({ id }) => id)).toEqual(Array.from({ length: 4 }, () => idOf(event.paymentId)))
  const bodies = app.calls.map((call) => verified(call))
  for (const body of bodies)
    expect(body).toMatchObject({
      type: 'order.paid',
      data: {
        account: 'shop',
        sequence: 1,
        payment: {
          id: event.paymentId,
          status: 'paid',
          amount: '1999',
          asset: 'USD',
          scale: 2,
          refunded: '0',
        },
      },
    })
  const { effects } = (await harness.ledger.payment('shop', event.paymentId)) ?? {}
  expect(effects).toMatchObject([{ effect: 'deliver', state: 'done' }])
  await keepHistory(handle, 'delivered-at-the-fourth-try')
})

test('a refund is told after the payment, with what went back', async () => {
  const event = paid()
  await (await harness.start(event)).result()
  await (await harness.start(refunded({ paymentId: event.paymentId }))).result()
  expect(app.calls.map((call) => verified(call))).toMatchObject([
    { type: 'order.paid', data: { sequence: 1 } },
    {
      type: 'payment.refunded',
      data: { sequence: 2, refund: { total: '1999' }, payment: { status: 'refunded', refunded: '1999' } },
    },
  ])
})

test('error: an app that never takes it parks the event; once it is back, a retry tells it under the same id', async () => {
  app.reply = { status: 500 }
  const event = paid()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ code: 'DELIVERY_FAILED', message: expect.stringContaining('answered 500') })
  expect(await messagesOf(event.paymentId)).toEqual([{ topic: 'order.paid', state: 'failed' }])
  app.reply = { status: 200 }
  await handle.signal('decide', decision(park, { decision: 'retry' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(new Set(app.calls.map(({ id, body }) => id + body)).size).toBe(1)
  expect(await messagesOf(event.paymentId)).toEqual([{ topic: 'order.paid', state: 'delivered' }])
})

test('while order.paid is parked, what comes after it is told', async () => {
  app.reply = { status: 500 }
  const event = paid()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  app.reply = { status: 200 }
  await (
    await harness.start(
      refunded({
        paymentId: event.paymentId,
        money: { ...event.money, amount: { text: '5', unit: 'minor' } },
      }),
    )
  ).result()
  expect(app.calls.at(-1)?.body).toContain('payment.refunded')
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  await handle.result()
})

test('what failed is sent again by an operator, one after the other, the same as before', async () => {
  const from = new Date().toISOString()
  const events = [paid(), paid(), paid()]
  app.reply = { status: 500 }
  const handles = await Promise.all(events.map((event) => harness.start(event)))
  const parks = await Promise.all(handles.map((handle) => openPark(harness, handle)))
  const before = new Map(app.calls.map(({ id, body }) => [id, body]))
  app.reply = { status: 200 }
  const { client } = harness.environment
  const filter = {
    state: 'failed',
    topic: 'order.paid',
    from,
    to: new Date(Date.now() + 1_000).toISOString(),
  } as const
  const workflowId = await startRedelivery(client, harness.taskQueue, { filter })
  const handle = client.workflow.getHandle(workflowId)
  expect(await handle.result()).toEqual({ delivered: 3, failed: 0 })
  const ids = events.map(({ paymentId }) => idOf(paymentId))
  const sent = app.calls.slice(-3)
  expect(sent.map(({ id }) => id).toSorted()).toEqual(ids.toSorted())
  for (const { id, body } of sent) expect(body).toBe(before.get(id))
  await keepHistory(handle, 'redelivered')
  // What parked hears that it has been told meanwhile.
  for (const [n, park] of parks.entries())
    await handles[n]?.signal('decide', decision(park, { decision: 'retry' }))
  for (const parked of handles) expect(await parked.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(app.calls.slice(-3)).toEqual(sent)
})

test('a worker killed after the app took the call tells it no second time, and the event ends', async () => {
  await stopWorker()
  const doomed = await startDoomed(new URL('support/doomed-teller.ts', import.meta.url), harness, {
    APP_URL: app.url,
  })
  try {
    const event = paid()
    const handle = await harness.start(event)
    const [, signal] = (await once(doomed, 'exit')) as [number | null, string | null]
    expect(signal).toBe('SIGKILL')
    expect(app.calls).toHaveLength(1)
    stopWorker = await harness.startWorker(deliveringTo(harness, app))
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
    expect(app.calls).toHaveLength(1)
    expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  } finally {
    doomed.kill('SIGKILL')
  }
})
