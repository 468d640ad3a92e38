import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEventDesk } from '../../src/inbox/event-desk.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { type Cuttable, cuttable } from './support/cuttable.ts'
import { paid, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  activitiesOf,
  available,
  decision,
  detailsOf,
  eventually,
  journalOf,
  parksOf,
  stateOf,
  transferCount,
} from './support/observe.ts'

let harness: Harness
let postgres: Cuttable
let pool: pg.Pool
beforeAll(async () => {
  harness = await createHarness()
  postgres = await cuttable(harness.databaseUrl)
  pool = new pg.Pool({ connectionString: postgres.url, max: 5, connectionTimeoutMillis: 2_500 })
  pool.on('error', () => undefined)
  await harness.startWorker({ ledger: createLedger(pool), desk: createEventDesk(pool) })
})
afterAll(async () => {
  postgres.mend()
  await harness.teardown()
  await pool.end()
  await postgres.close()
})

test('while Postgres is away the books step is retried in sight, and is done when it is back', async () => {
  const before = await transferCount(harness)
  postgres.cut()
  const event = paid()
  const handle = await harness.start(event)
  const pending = await eventually(async () => {
    const [activity] = (await handle.describe()).raw.pendingActivities ?? []
    return (activity?.attempt ?? 0) >= 2 ? activity : undefined
  }, 'a second attempt')
  expect(pending.activityType?.name).toBe('creditBalance')
  expect(pending.lastFailure?.applicationFailureInfo?.type).toBe('LEDGER_UNAVAILABLE')
  postgres.mend()
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
  expect(await activitiesOf(handle)).toEqual(['creditBalance'])
  expect(await available(harness, `user:${event.paymentId}`)).toBe('1999')
  expect(await transferCount(harness)).toBe(before + 1)
  await keepHistory(handle, 'credited-after-outage')
})

test('a step parks also while Postgres is away, and a decision sent meanwhile is carried out when it is back', async () => {
  postgres.cut()
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const details = await eventually(async () => (await detailsOf(handle)) || undefined, 'the details tell')
  const parkId = /"parkId": "([^"]+)"/.exec(details)?.[1] ?? ''
  expect(await parksOf(harness, handle)).toEqual([])
  await handle.signal('decide', decision({ parkId }, { decision: 'abort' }))
  await eventually(
    async () => ((await handle.describe()).raw.pendingActivities?.[0]?.attempt ?? 0) >= 2 || undefined,
    'the park is tried to be written',
  )
  postgres.mend()
  expect(await handle.result()).toEqual({ outcome: 'aborted' })
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ parkId, closed: true })])
  expect(await journalOf(harness, handle)).toEqual([expect.objectContaining({ outcome: 'applied' })])
  expect(await stateOf(harness, event.eventKey)).toBe('aborted')
})
