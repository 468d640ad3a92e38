import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { paid, paidByNobody, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { decision, eventually, historyOf, openPark } from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
})
afterAll(() => harness.teardown())

/** The history as anybody may read it who has access to Temporal: payloads decoded. */
const readable = async (handle: WorkflowHandle): Promise<string> => {
  const json = historyToJSON(await handle.fetchHistory())
  const payloads = [...json.matchAll(/"data": "([^"]+)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64'),
  )
  return json + payloads.map((payload) => payload.toString()).join('\n')
}

test('no address of a person is in any history: not after a park, not after a correction', async () => {
  const stop = await harness.startWorker()
  const address = 'grace.hopper@example.org'
  const kept = { raw: Buffer.from(`{"email":"${address}"}`), contact: Buffer.from(address) }
  const done = await harness.start(paid(), kept)
  await done.result()
  const parked = await harness.start(paidByNobody(), kept)
  const park = await openPark(harness, parked)
  await parked.signal('decide', decision(park, { decision: 'amend', patch: { owner: 'grace' } }))
  await parked.result()
  for (const handle of [done, parked]) {
    const history = await readable(handle)
    expect(history).toContain('payment.succeeded')
    expect(history).not.toContain(address)
    expect(JSON.stringify((await handle.describe()).raw)).not.toContain(address)
  }
  await stop()
})

test('a failure that no step parks is a bug: the workflow waits for the next release, it does not fail', async () => {
  const broken = new FulfilmentError({ code: 'EVENT_NOT_FOUND', retryable: false, message: 'broken' })
  const stop = await harness.startWorker({
    desk: { ...harness.deps.desk, finishEvent: () => Promise.reject(broken) },
  })
  const handle = await harness.start(paidInUnknownAsset())
  const park = await openPark(harness, handle)
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  await eventually(
    async () => (await historyOf(handle)).includes('workflowTaskFailed') || undefined,
    'its workflow task fails',
  )
  await sleep(1_000)
  expect((await handle.describe()).status.name).toBe('RUNNING')
  await handle.terminate()
  await stop()
})
