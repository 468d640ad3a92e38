import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRelay } from '../../src/api/relay.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { createEventDesk } from '../../src/inbox/event-desk.ts'
import { createLogger } from '../../src/logger.ts'
import { readPolicy } from '../../src/policy.ts'
import { paidSession } from '../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
beforeAll(async () => {
  api = await startWebhookApi()
})
afterAll(() => api.stop())

/** An event whose workflow was started an hour ago. */
const startedEvent = async (currency = 'usd'): Promise<{ eventKey: string; workflowId: string }> => {
  const id = randomBytes(5).toString('hex')
  const body = paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'u1', cents: 100 })
  await api.deliver('stripe', body.replace('"usd"', JSON.stringify(currency)))
  await api.settle()
  await api.pool.query("update inbox.event set started_at = now() - interval '1 hour' where event_key = $1", [
    `evt_${id}`,
  ])
  return { eventKey: `evt_${id}`, workflowId: `stripe:evt_${id}` }
}

const check = async (): Promise<void> => {
  const { pool, temporal } = api
  const log = createLogger('silent', 'test')
  const relay = createRelay({ pool, temporal, log })
  await restartLost({ pool, relay, temporal, policy: readPolicy({}), log }, { olderThanMs: 60_000 })
  await relay.drain()
}

const handleOf = (workflowId: string) => api.temporal.client.workflow.getHandle(workflowId)

test('an unfinished event whose workflow has ended is started again, once; one that runs is left alone', async () => {
  const [lost, running, done] = [await startedEvent(), await startedEvent(), await startedEvent()]
  await handleOf(lost.workflowId).terminate('lost')
  await handleOf(done.workflowId).terminate('done')
  await api.pool.query("update inbox.event set state = 'fulfilled' where event_key = $1", [done.eventKey])
  const runIds = await Promise.all(
    [lost, running, done].map(async ({ workflowId }) => (await handleOf(workflowId).describe()).runId),
  )
  await check()
  await check()
  const after = await Promise.all(
    [lost, running, done].map(async ({ workflowId }) => (await handleOf(workflowId).describe()).runId),
  )
  expect(after[0]).not.toBe(runIds[0])
  expect(after.slice(1)).toEqual(runIds.slice(1))
  expect(await api.temporal.status(lost.workflowId)).toBe('running')
  const { rows } = await api.pool.query(
    "select started_at > now() - interval '1 minute' as fresh from inbox.event where event_key = $1",
    [lost.eventKey],
  )
  expect(rows).toEqual([{ fresh: true }])
})

test('what an operator had corrected is part of the new plan', async () => {
  const event = await startedEvent('xyz')
  await handleOf(event.workflowId).terminate('lost')
  await createEventDesk(api.pool).amendEvent('stripe', event.eventKey, { owner: 'user:amended' })
  await check()
  const history = await handleOf(event.workflowId).fetchHistory()
  const input = history.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  const { plan } = JSON.parse(Buffer.from(input ?? []).toString()) as { plan: { statement: object } }
  expect(plan.statement).toMatchObject({ owner: { owner: 'user:amended', source: 'amend' } })
})

test('error: while Temporal cannot be asked, nothing is started', async () => {
  const event = await startedEvent()
  const away = { status: () => Promise.reject(new Error('away')) }
  const started: unknown[] = []
  const relay = { start: async (events: readonly unknown[]) => void started.push(...events) }
  const log = createLogger('silent', 'test')
  const deps = { pool: api.pool, relay, temporal: away, policy: readPolicy({}), log }
  await expect(restartLost(deps, { olderThanMs: 60_000 })).rejects.toThrow('away')
  expect(started).toEqual([])
  expect(await api.temporal.status(event.workflowId)).toBe('running')
})
