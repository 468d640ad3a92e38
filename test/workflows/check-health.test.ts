import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '../../src/config.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { createHealthCheck } from '../../src/worker/health/health-check.ts'
import { recurring } from '../../src/worker/recurring.ts'
import { keepSchedules } from '../../src/worker/schedules.ts'
import { storeEvent } from '../support/stored-event.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { eventually } from './support/observe.ts'

const log = pino({ level: 'silent' })
const told: Alert[] = []
let harness: Harness

beforeAll(async () => {
  harness = await createHarness()
  const alerts = { alert: async (alert: Alert) => void told.push(alert) }
  const { pool } = harness
  await harness.startWorker({
    health: createHealthCheck({ pool, alerts, secrets: [], log, checked: () => undefined }),
  })
})
afterAll(() => harness?.teardown())

const start = () =>
  harness.environment.client.workflow.start('checkHealth', {
    taskQueue: harness.taskQueue,
    workflowId: `${harness.taskQueue}:check-health:${randomUUID()}`,
  })

test('a check says what it found, and tells operators', async () => {
  const receivedAt = new Date(Date.now() - 600_000).toISOString()
  await storeEvent(harness.pool, { state: 'received', receivedAt })
  const handle = await start()
  expect(await handle.result()).toEqual({ on: ['unstarted'], unknown: [] })
  expect(told.map(({ kind }) => kind)).toEqual(['unstarted'])
  await keepHistory(handle, 'health-checked')
})

test('the Schedule that every worker keeps looks every five minutes, and one look at a time', async () => {
  const config = loadConfig({ DATABASE_URL: 'postgres://127.0.0.1/x', PII_KEY: 'ab'.repeat(32) })
  const ours = recurring(config).filter(({ name }) => name === 'check-health')
  expect(ours).toMatchObject([{ workflowType: 'checkHealth', everyMs: 300_000 }])
  const { client } = harness.environment
  await keepSchedules({ client, taskQueue: harness.taskQueue, log }, ours, new AbortController().signal)
  const handle = client.schedule.getHandle(`${harness.taskQueue}:check-health`)
  const before = told.length
  await handle.trigger()
  await eventually(async () => told.length > before || undefined, 'the check')
  expect((await handle.describe()).policies.overlap).toBe('SKIP')
  await handle.delete()
})
