import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Visitor, visitorOf } from '../support/console-visitor.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { park, quarantine, storeEvent } from '../support/stored-event.ts'

let api: OperatorApi
let visitor: Visitor
beforeAll(async () => {
  api = await startOperatorApi()
  visitor = visitorOf(api.url)
  await visitor.logIn()
})
afterAll(() => api.stop())

const textOf = async (path: string): Promise<string> => {
  const { status, text } = await visitor.get(path)
  expect([path, status]).toEqual([path, 200])
  return text
}

const now = () => new Date().toISOString()

test('the overview counts the events of the last 24 hours in a bar that can be read, too', async () => {
  await storeEvent(api.deps.pool, { endpoint: 'busy', receivedAt: now() })
  await storeEvent(api.deps.pool, { endpoint: 'busy', receivedAt: now(), state: 'parked' })
  const text = await textOf('/console')
  expect(text).toMatch(/<svg[^>]* role="img" aria-label="busy: 1 fulfilled, 1 parked"/)
  expect(text).toMatch(/<rect class="bar parked"/)
  expect(text).toContain('href="/console/events?endpoint=busy&amp;state=parked"')
  expect(text).toContain('No alarm is on')
  expect(text).toContain('no report')
})

test('an alarm that is on is the first thing on the overview', async () => {
  await api.deps.pool.query(
    `insert into inbox.incident (alarm, subject, title, text) values ('drift', '', 'Drift', 'the books differ')`,
  )
  expect(await textOf('/console')).toMatch(/Alarms that are on[\s\S]*the books differ[\s\S]*Parked now/)
})

test('the event log is searched, filtered, and read page by page', async () => {
  for (let n = 0; n < 55; n++) await storeEvent(api.deps.pool, { endpoint: 'paged', eventKey: `paged_${n}` })
  const first = await textOf('/console/events?endpoint=paged&q=paged')
  expect(first.match(/>paged_\d+</g)).toHaveLength(50)
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first) ?? []
  const second = await textOf(next.replaceAll('&amp;', '&'))
  expect(second.match(/>paged_\d+</g)).toEqual([
    '>paged_4<',
    '>paged_3<',
    '>paged_2<',
    '>paged_1<',
    '>paged_0<',
  ])
  expect(second).toContain('First page')
  expect(await textOf('/console/events?endpoint=paged&from=2099-01-01T00:00')).toContain('Nothing here')
  expect(await textOf('/console/events?endpoint=paged&to=2099-01-01T00:00')).toContain('paged_54')
})

test('an event tells its verdict, its plan and what contradicts it', async () => {
  const { id, eventKey } = await storeEvent(api.deps.pool, { endpoint: 'told' })
  const quarantined = await quarantine(api.deps.pool, id)
  const named = await textOf(`/console/events/told/${eventKey}`)
  for (const told of [
    'by secret',
    'stripe-1',
    '&quot;type&quot;: &quot;fulfil&quot;',
    `/console/events/${quarantined}`,
  ])
    expect(named).toContain(told)
  expect(await textOf(`/console/events/${quarantined}`)).toContain('another amount')
  expect(await textOf('/console/quarantine')).toContain(eventKey)
})

test('a payment the books do not know yet shows the events that name it, and what is parked', async () => {
  const { workflowId, eventKey } = await storeEvent(api.deps.pool, {
    account: 'shop',
    paymentId: 'pi_9',
    state: 'parked',
  })
  await park(api.deps.pool, { workflowId })
  await api.deps.pool.query(`update inbox.park set account = 'shop' where workflow_id = $1`, [workflowId])
  const text = await textOf('/console/payments/shop/pi_9')
  for (const told of ['The books know no such payment', eventKey, 'UNKNOWN_ASSET', 'Decide'])
    expect(text).toContain(told)
  expect(await textOf('/console/payments?account=shop&id=pi_9')).toContain(eventKey)
  expect(await textOf('/console/payments/other/pi_9')).not.toContain('UNKNOWN_ASSET')
})

test('an owner, an order and refusals are looked up', async () => {
  await api.ask('PUT', '/orders/shop/order-1', { amount: '1999', asset: 'USD' })
  expect(await textOf('/console/orders?account=shop&reference=order-1')).toContain('19.99 USD')
  expect(await textOf('/console/owners?owner=42')).toContain('Owner user:42')
  await api.deps.pool.query(
    `insert into inbox.refusal (endpoint, reason, size, body_sha256, peer) values ('stripe', 'wrong_secret', 12, 'sha', '192.0.2.1')`,
  )
  expect(await textOf('/console/refusals')).toContain('wrong_secret')
  expect(await visitor.get('/console/orders?account=shop&reference=none')).toMatchObject({ status: 404 })
  expect(await visitor.get('/console/subscriptions?account=shop&id=none')).toMatchObject({ status: 404 })
})

test('what cannot be sent to the app says why', async () => {
  const page = await visitor.get('/console/deliveries')
  expect(await visitor.submit(page, '/console/deliveries/test')).toMatchObject({
    status: 409,
    text: expect.stringContaining('set DELIVERY_URL and DELIVERY_SECRET'),
  })
})
