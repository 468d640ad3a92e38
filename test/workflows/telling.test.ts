import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ending } from '../../src/activities/tell.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { announcementIdFor, idPart, joinId } from '../../src/domain/ids.ts'
import { readPolicy } from '../../src/policy.ts'
import { startAnnouncement } from '../../src/temporal-announcements.ts'
import { paid, paidInUnknownAsset, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { decision, eventually, openPark, stateOf } from './support/observe.ts'
import { paymentEvents } from './support/settlements.ts'

let harness: Harness
const told: { key: string; at: 'mail' | 'app' }[] = []
/** Keys whose mail, or whose call, does not get through, and how. */
const broken = new Map<string, FulfilmentError>()

const channel = (at: 'mail' | 'app') => ({
  async tell(key: string): Promise<Ending> {
    const failure = broken.get(key)
    if (failure !== undefined) throw failure
    told.push({ key, at })
    return { state: 'done', result: {} }
  },
})

beforeAll(async () => {
  harness = await createHarness({ ...readPolicy({}), channels: { mail: true, delivery: true } })
  await harness.startWorker({
    channels: { mail: channel('mail'), delivery: channel('app') },
    announce: (announcement) =>
      startAnnouncement(harness.environment.client, harness.taskQueue, announcement),
  })
})
afterAll(() => harness.teardown())

const keysOf = (paymentId: string) =>
  told.flatMap(({ key }) =>
    key.startsWith(`shop:${paymentId}:`) ? [key.slice(`shop:${paymentId}:`.length)] : [],
  )

test('a payment gives one receipt and one order.paid, however many events say it is paid', async () => {
  const event = paid()
  const first = await harness.start(event)
  await first.result()
  await (await harness.start({ ...event, eventKey: `${event.eventKey}-2` })).result()
  expect(keysOf(event.paymentId).toSorted()).toEqual(['deliver', 'notify'])
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  await keepHistory(first, 'told')
  const { effects } = (await harness.ledger.payment('shop', event.paymentId)) ?? {}
  expect(effects?.map(({ effect, state }) => `${effect} ${state}`).toSorted()).toEqual([
    'deliver done',
    'notify done',
  ])
})

test('a mail that cannot be sent holds up neither the delivery nor the event', async () => {
  const event = paid()
  const key = `shop:${event.paymentId}:notify`
  broken.set(key, new FulfilmentError({ code: 'MAIL_FAILED', retryable: true, message: 'no mail server' }))
  const handle = await harness.start(event)
  await eventually(
    async () => ((await stateOf(harness, event.eventKey)) === 'fulfilled' ? true : undefined),
    'done',
  )
  expect(keysOf(event.paymentId)).toEqual(['deliver'])
  expect((await handle.describe()).status.name).toBe('RUNNING')
  broken.delete(key)
  await handle.result()
  expect(keysOf(event.paymentId)).toEqual(['deliver', 'notify'])
})

test('a merchant’s app that refuses for good parks the event; a retry tells it under the same key', async () => {
  const event = paid()
  const key = `shop:${event.paymentId}:deliver`
  broken.set(
    key,
    new FulfilmentError({ code: 'DELIVERY_REFUSED', retryable: false, message: 'it answered 410' }),
  )
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(park).toMatchObject({ parkId: expect.stringMatching(/^deliver-/), code: 'DELIVERY_REFUSED' })
  broken.delete(key)
  await handle.signal('decide', decision(park, { decision: 'retry' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(keysOf(event.paymentId).toSorted()).toEqual(['deliver', 'notify'])
  await keepHistory(handle, 'delivery-refused-then-retried')
})

test('nobody is told of what an operator left out of the books', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  await handle.signal('decide', decision(await openPark(harness, handle), { decision: 'skip' }))
  await handle.result()
  expect(keysOf(event.paymentId)).toEqual([])
})

test('a refund is told by its sum', async () => {
  const event = paid()
  await (await harness.start(event)).result()
  const refund = refunded({ paymentId: event.paymentId, occurredAt: '2026-11-22T00:00:00.000Z' })
  await (await harness.start(refund)).result()
  expect(keysOf(event.paymentId)).toEqual(
    expect.arrayContaining([expect.stringMatching(/^deliver:payment\.refunded:1999:~/)]),
  )
})

test('what an operator takes back is told of by a workflow of its own, once', async () => {
  const { paymentId, pending } = paymentEvents()
  await (await harness.start(pending())).result()
  const settlement = harness.environment.client.workflow.getHandle(`payment:shop:${paymentId}`)
  const said = decision({ parkId: '-' }, { decision: 'reverse' })
  await settlement.signal('decide', said)
  const word = joinId('shop', paymentId, '-', said.decisionId, 'reverse')
  const id = announcementIdFor({ account: 'shop', paymentId, occasion: ['gone', '1', word] })
  const announcement = await eventually(async () => {
    const handle = harness.environment.client.workflow.getHandle(id)
    return await handle.describe().then(
      () => handle,
      () => undefined,
    )
  }, 'it is announced')
  expect(await announcement.result()).toEqual({ outcome: 'told' })
  expect(keysOf(paymentId)).toEqual(
    expect.arrayContaining([
      `deliver:payment.reversed:1:${idPart(word)}`,
      `notify:payment-reversed:1:${idPart(word)}`,
    ]),
  )
  await keepHistory(announcement, 'announced')
})
