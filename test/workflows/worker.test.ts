import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Service } from '../../src/stack/processes.ts'
import { serviceEnv, startProgram } from '../support/service.ts'
import { type Cuttable, cuttable } from './support/cuttable.ts'
import { paid, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { eventually, openPark } from './support/observe.ts'

let harness: Harness
let temporal: Cuttable
const services: Service[] = []

const startWorker = async (databaseUrl = harness.databaseUrl): Promise<Service> => {
  const temporalAddress = new URL(temporal.url).host
  const service = await startProgram(
    'worker',
    serviceEnv({ databaseUrl, temporalAddress, taskQueue: harness.taskQueue }),
  )
  services.push(service)
  return service
}

beforeAll(async () => {
  harness = await createHarness()
  temporal = await cuttable(`http://${inject('temporalAddress')}`)
})
afterAll(async () => {
  for (const { stop } of services) await stop()
  await harness.teardown()
  await temporal.close()
})

const get = (service: Service, path: string) => fetch(`http://127.0.0.1:${String(service.ready.port)}${path}`)

/** Ends it as an orchestrator does; resolves with its exit code, as far as the process says one. */
const terminate = async ({ pid, exited }: Service): Promise<string> => {
  process.kill(pid, 'SIGTERM')
  return await exited.catch((ended: unknown) => String(ended))
}

/** What the workers of this run logged about an event. */
const logged = (eventKey: string): unknown[] => {
  const folder = join(inject('runFolder'), 'logs')
  return readdirSync(folder)
    .filter((name) => name.startsWith('worker-'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.includes('webhook.processed') && line.includes(eventKey))
    .map((line): unknown => JSON.parse(line))
}

test('a worker waits for Temporal, says when it is ready, counts and logs what it does, and drains on SIGTERM', async () => {
  temporal.cut()
  const starting = startWorker()
  starting.catch(() => undefined)
  await sleep(3_000)
  temporal.mend()
  const worker = await starting

  expect(await (await get(worker, '/healthz')).json()).toMatchObject({ status: 'up' })
  const event = paid()
  await (await harness.start(event)).result()
  const handle = await harness.start(paidInUnknownAsset())
  await openPark(harness, handle)
  const metrics = await (await get(worker, '/metrics')).text()
  expect(metrics).toContain(
    'webhook_processed_total{endpoint="stripe",type="payment.succeeded",status="success"} 1',
  )
  expect(metrics).toContain(
    'webhook_processed_total{endpoint="stripe",type="payment.succeeded",status="parked"} 1',
  )
  expect(metrics).toContain('temporal_workflow_completed')
  expect((await get(worker, '/elsewhere')).status).toBe(404)
  const [line] = await eventually(async () => {
    const lines = logged(event.eventKey)
    return lines.length > 0 ? lines : undefined
  }, 'it is logged')
  expect(line).toMatchObject({
    event: 'payment.succeeded',
    id: event.eventKey,
    endpoint: 'stripe',
    duration_ms: expect.any(Number),
    status: 'success',
  })

  const began = Date.now()
  expect(await terminate(worker)).toContain('(0)')
  expect(Date.now() - began).toBeLessThan(20_000)
})

test('a worker told to stop while Temporal is away ends at once', async () => {
  const worker = await startWorker()
  temporal.cut()
  await sleep(500)
  const began = Date.now()
  expect(await terminate(worker)).toContain('(0)')
  expect(Date.now() - began).toBeLessThan(20_000)
  temporal.mend()
})

test('a worker drains while Postgres is away', async () => {
  const postgres = await cuttable(harness.databaseUrl)
  try {
    const worker = await startWorker(postgres.url)
    postgres.cut()
    const handle = await harness.start(paid())
    await eventually(
      async () => ((await handle.describe()).raw.pendingActivities?.[0]?.attempt ?? 0) >= 2 || undefined,
      'it is tried again',
    )
    expect(await terminate(worker)).toContain('(0)')
    const successor = await startWorker()
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
    expect(await terminate(successor)).toContain('(0)')
  } finally {
    await postgres.close()
  }
})
