import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connectTemporal } from '../../src/temporal.ts'
import { startCatchUp, startReconcile } from '../../src/temporal-reports.ts'
import { createReconciling } from '../../src/worker/reconcile/reconciling.ts'
import { keepSchedules, type Recurring } from '../../src/worker/schedules.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { paidSession } from '../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { available, stateOf } from './support/observe.ts'

/** A Schedule that is new takes its time on a busy machine. */
const PATIENCE_MS = 60_000

const log = pino({ level: 'silent' })
let harness: Harness
let parts: TestCatchUp
let api: OperatorApi
let ingest: WebhookApi

beforeAll(async () => {
  harness = await createHarness()
  const { pool, databaseUrl, taskQueue, ledger } = harness
  parts = await startCatchUpParts(pool, databaseUrl, taskQueue)
  const { sources, reading, catchUp } = parts
  const reconciling = createReconciling({ ...reading, pool, sources, log, alert: () => Promise.resolve() })
  await harness.startWorker({ catchUp, reconciling })
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  // Its sweeper starts what the relay cannot on a busy machine.
  ingest = await startWebhookApi({ databaseUrl, temporal })
  api = await startOperatorApi({ pool, ledger, temporal, catchUpSources: ['stripe'] })
  await pool.query("insert into inbox.catch_up (source, began, read_to) values ('stripe', $1, $1)", [
    Math.floor(Date.now() / 1_000) - 3_600,
  ])
})
afterAll(async () => {
  await api?.stop()
  await ingest?.stop()
  await parts?.stop()
  await harness?.teardown()
})

/** Workflow ids are of the whole run: another test may lose something too. */
const lose = (): string => {
  const id = randomUUID().slice(0, 8)
  const session = paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: id, cents: 1999 })
  parts.stripe.addEvent({ ...JSON.parse(session), created: Math.floor(Date.now() / 1_000) - 300 })
  return id
}

const credited = (id: string): Promise<void> =>
  vi.waitFor(async () => expect(await available(harness, `user:${id}`)).toBe('1999'), {
    timeout: PATIENCE_MS,
    interval: 100,
  })

const recurring = (change: Partial<Recurring> = {}): Recurring => ({
  name: 'catch-up',
  workflowType: 'catchUp',
  args: [{ sources: ['stripe'] }],
  everyMs: 1_000,
  note: 'for this test',
  ...change,
})

const keep = (...list: Recurring[]) => {
  const { client } = harness.environment
  return keepSchedules({ client, taskQueue: harness.taskQueue, log }, list, new AbortController().signal)
}

test('a lost webhook is fulfilled though nobody does anything', { timeout: 2 * PATIENCE_MS }, async () => {
  const lost = lose()
  await keep(recurring())
  await credited(lost)
  await keep(recurring({ everyMs: 0 }))
})

test('a worker that starts brings a Schedule up to date, and leaves alone that somebody paused it', async () => {
  const handle = harness.environment.client.schedule.getHandle(`${harness.taskQueue}:catch-up`)
  await keep(recurring({ everyMs: 3_600_000 }))
  await handle.pause('an incident')
  await Promise.all([keep(recurring({ everyMs: 7_200_000 })), keep(recurring({ everyMs: 7_200_000 }))])
  const { spec, state, policies } = await handle.describe()
  expect(spec.intervals).toMatchObject([{ every: 7_200_000 }])
  expect(state.paused).toBe(true)
  expect(policies.overlap).toBe('SKIP')
  await keep(recurring({ everyMs: 0 }))
  await expect(handle.describe()).rejects.toThrow()
  await keep(recurring({ everyMs: 0 }))
})

test('an operator asks at once, and hears what was missed', { timeout: 2 * PATIENCE_MS }, async () => {
  const asked = lose()
  const { status, body } = await api.ask('POST', '/catch-up', {})
  expect({ status, body }).toMatchObject({ status: 200, body: { sources: { stripe: { missed: 1 } } } })
  await credited(asked)
  expect(await stateOf(harness, `evt_${asked}`)).toBe('fulfilled')
})

test('one provider that refuses its key keeps the others from nothing', async () => {
  parts.llamapay.fail(401, 1)
  const { client } = harness.environment
  const { taskQueue } = harness
  const started = await startCatchUp(api.deps.temporal, { sources: ['stripe', 'llamapay'] })
  expect(await started.within(30_000)).toMatchObject({
    stripe: { missed: 0 },
    llamapay: { problem: { code: 'PROVIDER_REFUSED' } },
  })
  expect(started.workflowId).toBe(`${taskQueue}:catch-up:now`)
  await keepHistory(client.workflow.getHandle(started.workflowId), 'caught-up')
})

test('a report is there once somebody asks for it', async () => {
  expect((await api.ask('GET', '/reconciliation')).status).toBe(404)
  const made = await api.ask('POST', '/reconciliation')
  expect(made).toMatchObject({ status: 200, body: { differenceCount: 0, differences: [], mints: null } })
  expect((await api.ask('GET', '/reconciliation')).body).toEqual(made.body)
  const again = await startReconcile(api.deps.temporal)
  expect(await again.within(30_000)).toMatchObject({ differences: 0 })
  await keepHistory(harness.environment.client.workflow.getHandle(again.workflowId), 'reconciled')
})

test('error: where no provider can be asked, the operator hears which settings are missing', async () => {
  const without = await startOperatorApi()
  expect(await without.ask('POST', '/catch-up')).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('STRIPE_SECRET_KEY') },
  })
  await without.stop()
})
