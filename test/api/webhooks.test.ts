import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { paidSession } from '../support/stripe-events.ts'
import { signedHeaders, startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
beforeAll(async () => {
  api = await startWebhookApi()
})
afterAll(() => api.stop())

const unique = (): string => randomBytes(5).toString('hex')

const sale = (id = unique(), cents = 1999, userId = 'u1'): { id: string; body: string } => ({
  id,
  body: paidSession({
    eventId: `evt_${id}`,
    paymentIntent: `pi_${id}`,
    userId,
    cents,
    email: 'ann@example.com',
  }),
})

const rowsOf = async (id: string) =>
  (await api.pool.query('select * from inbox.event where event_key = $1', [`evt_${id}`])).rows

test('a signed webhook is answered once it is stored, and its workflow is started', async () => {
  const { id, body } = sale()
  const answer = await api.deliver('stripe', body)
  expect(answer).toMatchObject({
    status: 200,
    body: {
      received: true,
      duplicate: false,
      workflowId: `stripe:evt_${id}`,
      duration_ms: expect.any(Number),
    },
  })
  expect(await rowsOf(id)).toMatchObject([{ state: 'received', deliveries: 1, endpoint: 'stripe' }])
  await api.settle()
  expect(await api.temporal.status(`stripe:evt_${id}`)).toBe('running')
  expect((await rowsOf(id))[0].started_at).not.toBeNull()
})

test('20 copies at once of one webhook are one event and one workflow', async () => {
  const { id, body } = sale()
  const answers = await Promise.all(Array.from({ length: 20 }, () => api.deliver('stripe', body)))
  expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200))
  expect(answers.filter((answer) => answer.body.duplicate === false)).toHaveLength(1)
  await api.settle()
  expect(await rowsOf(id)).toMatchObject([{ deliveries: 20, unverifiable: 0 }])
  expect(api.starts.filter((started) => started === `stripe:evt_${id}`)).toHaveLength(1)
})

test('an unsigned, an unknown and an oversized delivery are refused in JSON', async () => {
  const { body } = sale()
  expect(await api.post('/webhooks/stripe', body)).toMatchObject({
    status: 400,
    body: { error: 'Invalid signature', code: 'BAD_SIGNATURE' },
  })
  expect(await api.post('/webhooks/nobody', body)).toMatchObject({ status: 404 })
  expect(await api.post('/nowhere', body)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } })
  expect(await api.post('/webhooks/stripe', 'x'.repeat(1024 * 1024 + 1))).toMatchObject({ status: 413 })
  const headers = { ...signedHeaders('stripe', body), 'content-encoding': 'gzip' }
  expect(await api.post('/webhooks/stripe', body, headers)).toMatchObject({ status: 415 })
})
