import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORGET_OLD_BODIES, retentionOf } from '../../src/worker/retention.ts'
import { quarantine, storeEvent } from '../support/stored-event.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'

let harness: Harness
const DAY_MS = 86_400_000

beforeAll(async () => {
  harness = await createHarness()
})
afterAll(() => harness.teardown())

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS).toISOString()

const run = async () => {
  const { client } = harness.environment
  const handle = await client.workflow.start(FORGET_OLD_BODIES.workflowType, {
    taskQueue: harness.taskQueue,
    workflowId: `${harness.taskQueue}:${FORGET_OLD_BODIES.name}`,
    args: [...FORGET_OLD_BODIES.args],
  })
  return { handle, result: await handle.result() }
}

const bodies = async (table: 'event' | 'quarantine') =>
  (
    await harness.query<{ id: string }>(
      `select id::text from inbox.${table} where raw is not null order by id`,
    )
  ).map(({ id }) => id)

test('bodies of finished events go when their days are over; younger ones, and what is under way, stay', async () => {
  const stop = await harness.startWorker(retentionOf({ rawRetentionDays: 90 }, harness.pool))
  const old = await storeEvent(harness.pool, { receivedAt: daysAgo(91) })
  const kept = [
    await storeEvent(harness.pool, { receivedAt: daysAgo(89) }),
    await storeEvent(harness.pool, { receivedAt: daysAgo(400), state: 'parked' }),
    await storeEvent(harness.pool, { receivedAt: daysAgo(400), state: 'received' }),
  ]
  await harness.pool.query(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, headers, raw, body_sha256,
       event_hash, event, plan, workflow_id, state, received_at)
     select 'many', 'many', 'stripe', 'evt_' || n, 't', 'ping', '{}', 'body', 'sha', 'hash', '{}', '{}', 'many:' || n,
       'recorded', $1 from generate_series(1, 450) n`,
    [daysAgo(100)],
  )
  await quarantine(harness.pool, old.id)
  await harness.query(`update inbox.quarantine set received_at = $1`, [daysAgo(91)])

  const { handle, result } = await run()
  expect(result).toEqual({ bodies: 452 })
  await keepHistory(handle, 'bodies-forgotten')
  expect(await bodies('event')).toEqual(kept.map(({ id }) => id))
  expect(await bodies('quarantine')).toEqual([])
  const [forgotten] = await harness.query('select * from inbox.event where id = $1', [old.id])
  expect(forgotten).toMatchObject({ headers: {}, erased_at: null, body_sha256: 'sha', event_hash: '1:hash' })
  expect((await run()).result).toEqual({ bodies: 0 })
  await stop()
})

test('where bodies are kept for ever, none goes', async () => {
  await storeEvent(harness.pool, { receivedAt: daysAgo(4_000) })
  const before = await bodies('event')
  const stop = await harness.startWorker(retentionOf({ rawRetentionDays: 0 }, harness.pool))
  expect((await run()).result).toEqual({ bodies: 0 })
  expect(await bodies('event')).toEqual(before)
  await stop()
})
