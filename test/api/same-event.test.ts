import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paidSession } from '../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
beforeAll(async () => {
  api = await startWebhookApi()
})
afterAll(() => api.stop())

const sale = (id: string, cents = 1999, userId = 'u1'): string =>
  paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId, cents, email: 'ann@example.com' })

const unique = (): string => randomBytes(5).toString('hex')

const eventOf = async (id: string) =>
  (await api.pool.query('select * from inbox.event where event_key = $1', [`evt_${id}`])).rows[0]

const quarantineOf = async (id: string) =>
  (await api.pool.query('select * from inbox.quarantine where event_key = $1', [`evt_${id}`])).rows

const QUARANTINED = { status: 200, body: { received: true, duplicate: false, quarantined: true } }
const DUPLICATE = { status: 200, body: { received: true, duplicate: true } }

test('what is not a fact may differ: pending_webhooks, key order, spaces', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  const other = { pending_webhooks: 2, ...(JSON.parse(sale(id)) as object) }
  expect(await api.deliver('stripe', JSON.stringify(other, null, 2))).toMatchObject(DUPLICATE)
  expect(await quarantineOf(id)).toEqual([])
})

test('the same key with another amount is kept whole and apart, and changes nothing', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  await api.settle()
  const before = await eventOf(id)
  const contradiction = sale(id, 99_900)
  expect(await api.deliver('stripe', contradiction)).toMatchObject(QUARANTINED)
  expect(await api.deliver('stripe', contradiction)).toMatchObject(QUARANTINED)
  await api.settle()
  expect(await eventOf(id)).toEqual(before)
  expect(await quarantineOf(id)).toMatchObject([
    {
      event_id: before.id,
      raw: Buffer.from(contradiction),
      deliveries: 2,
      released_at: null,
      secret_id: expect.stringMatching(/^stripe-/),
      event: { money: { amount: { text: '99900' } } },
      reason: 'not what the event stored under this key says: amount',
    },
  ])
  expect(api.starts.filter((workflowId) => workflowId.includes(id))).toHaveLength(1)
  const metric = await api.metrics.quarantined.get()
  expect(metric.values).toContainEqual({ labels: { endpoint: 'stripe' }, value: expect.any(Number) })
  expect(api.lines.filter((line) => line.includes('"admission":"quarantined"'))).toHaveLength(2)
})

test('two contradicting copies at once: one is the event, the other is quarantined', async () => {
  const id = unique()
  const answers = await Promise.all([api.deliver('stripe', sale(id)), api.deliver('stripe', sale(id, 5))])
  expect(answers.filter(({ body }) => body.quarantined === true)).toHaveLength(1)
  expect(await quarantineOf(id)).toHaveLength(1)
})

test('an event stored by another version of the translator is a duplicate if its body says the same today', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  await api.pool.query("update inbox.event set event_hash = '0:of another version' where event_key = $1", [
    `evt_${id}`,
  ])
  expect(await api.deliver('stripe', sale(id))).toMatchObject(DUPLICATE)
  expect(await api.deliver('stripe', sale(id, 5))).toMatchObject(QUARANTINED)
})

test('a stored body that nobody can translate any more does not pass for the same', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  await api.pool.query("update inbox.event set event_hash = '0:x', raw = 'gibberish' where event_key = $1", [
    `evt_${id}`,
  ])
  expect(await api.deliver('stripe', sale(id))).toMatchObject(QUARANTINED)
})

test('once the body is erased a differing delivery is a duplicate, flagged unverifiable', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  await api.pool.query('update inbox.event set raw = null, erased_at = now() where event_key = $1', [
    `evt_${id}`,
  ])
  expect(await api.deliver('stripe', sale(id))).toMatchObject(DUPLICATE)
  expect(await api.deliver('stripe', sale(id, 5))).toMatchObject(DUPLICATE)
  await api.settle()
  expect(await eventOf(id)).toMatchObject({ deliveries: 3, unverifiable: 1 })
})

test('dedupe holds with the inbox row deleted: Temporal refuses the same id again', async () => {
  const id = unique()
  await api.deliver('stripe', sale(id))
  await api.settle()
  const handle = api.temporal.client.workflow.getHandle(`stripe:evt_${id}`)
  const { runId } = await handle.describe()
  // Closed, because a running workflow would refuse a second start anyway.
  await handle.terminate('a test closes it')
  await api.pool.query('delete from inbox.event where event_key = $1', [`evt_${id}`])
  expect(await api.deliver('stripe', sale(id))).toMatchObject({ status: 200, body: { duplicate: false } })
  await api.settle()
  expect((await handle.describe()).runId).toBe(runId)
  expect(await eventOf(id)).toMatchObject({ started_at: expect.any(Date) })
})
