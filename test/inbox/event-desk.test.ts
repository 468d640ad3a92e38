import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAcceptor } from '../../src/inbox/accept.ts'
import { createEventDesk } from '../../src/inbox/event-desk.ts'
import type { EventDesk, Park } from '../../src/inbox/inbox.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { newEvent } from './new-event.ts'

let database: TestDatabase
let pool: pg.Pool
let desk: EventDesk
beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 4 })
  desk = createEventDesk(pool)
})
afterAll(async () => {
  await pool.end()
  await database.drop()
})

const store = async (eventKey: string): Promise<Park> => {
  const row = newEvent({ eventKey })
  await createAcceptor(pool).accept(row)
  return {
    parkId: `books-1-${eventKey}`,
    workflowId: row.workflowId,
    runId: 'run',
    workflowType: 'fulfilPayment',
    step: 'books',
    code: 'UNKNOWN_ASSET',
    message: 'asset "XYZ" is not in the policy',
    since: '2026-11-22T10:00:00.000Z',
    endpoint: 'stripe',
    eventKey,
    account: 'shop',
    paymentId: `pi_${eventKey}`,
    decisions: ['retry', 'skip'],
  }
}

const by = (eventKey: string, workflowId = `stripe:${eventKey}`) => ({
  workflowId,
  endpoint: 'stripe',
  eventKey,
})

const eventOf = async (eventKey: string) =>
  (await pool.query('select * from inbox.event where event_key = $1', [eventKey])).rows[0]

const parksOf = async (workflowId: string) =>
  (await pool.query('select * from inbox.park where workflow_id = $1 order by park_id', [workflowId])).rows

test('a park takes its event along, and gives it back when it closes, however often each is said', async () => {
  const park = await store('parked')
  await desk.openPark(park)
  await desk.openPark(park)
  expect(await eventOf('parked')).toMatchObject({
    state: 'parked',
    last_error: 'UNKNOWN_ASSET: asset "XYZ" is not in the policy',
  })
  expect(await parksOf(park.workflowId)).toMatchObject([{ code: 'UNKNOWN_ASSET', closed_at: null }])
  await desk.escalatePark(park.workflowId, park.parkId)
  await desk.closePark(park.workflowId, park.parkId)
  const [closed] = await parksOf(park.workflowId)
  expect(closed).toMatchObject({ escalated_at: expect.any(Date), closed_at: expect.any(Date) })
  await desk.closePark(park.workflowId, park.parkId)
  expect(await parksOf(park.workflowId)).toEqual([closed])
  expect(await eventOf('parked')).toMatchObject({ state: 'received', last_error: null })
})

test('a park that is said after it was answered does not park its event again', async () => {
  const park = await store('overtaken')
  await desk.closePark(park.workflowId, park.parkId)
  await desk.openPark(park)
  expect(await eventOf('overtaken')).toMatchObject({ state: 'received' })
  expect(await parksOf(park.workflowId)).toMatchObject([
    { code: 'UNKNOWN_ASSET', closed_at: expect.any(Date) },
  ])
})

test('an event stays parked while another of its parks is open', async () => {
  const park = await store('twice')
  await desk.openPark(park)
  await desk.openPark({ ...park, parkId: 'notify-1-abc' })
  await desk.closePark(park.workflowId, park.parkId)
  expect(await eventOf('twice')).toMatchObject({ state: 'parked' })
  await desk.closePark(park.workflowId, 'notify-1-abc')
  expect(await eventOf('twice')).toMatchObject({ state: 'received' })
})

/** What a later run of the same workflow parks at. */
const later = (park: Park): Park => ({
  ...park,
  parkId: `${park.parkId}-later`,
  runId: 'later',
  since: '2026-11-22T10:00:00.001Z',
})

const openOf = async (workflowId: string) =>
  (await parksOf(workflowId)).flatMap(({ park_id, closed_at }) => (closed_at === null ? [park_id] : []))

test('the park of a later run takes the place of what earlier runs left open', async () => {
  const park = await store('superseded')
  const copy = { ...park, workflowId: 'copy-of-superseded' }
  for (const open of [park, copy, later(park)]) await desk.openPark(open)
  expect(await openOf(park.workflowId)).toEqual([later(park).parkId])
  expect(await openOf(copy.workflowId)).toEqual([park.parkId])
  expect(await eventOf('superseded')).toMatchObject({ state: 'parked' })
})

test('a park of an earlier run that is told late neither opens nor closes anything', async () => {
  const park = await store('late')
  await desk.openPark(later(park))
  for (let n = 0; n < 2; n++) await desk.openPark(park)
  expect(await openOf(park.workflowId)).toEqual([later(park).parkId])
  await desk.closePark(park.workflowId, later(park).parkId)
  await desk.openPark(park)
  expect(await openOf(park.workflowId)).toEqual([])
  expect(await eventOf('late')).toMatchObject({ state: 'received' })
})

test('a decision that overtook its park does not close the next one', async () => {
  const park = await store('overtaken-twice')
  await desk.closePark(park.workflowId, park.parkId)
  await desk.openPark(later(park))
  expect(await openOf(park.workflowId)).toEqual([later(park).parkId])
})

test('who finishes an event waits for nobody any more; a copy leaves the original its park, and does not abort it', async () => {
  const park = await store('copied')
  const copy = { ...park, workflowId: 'copy-of-copied' }
  for (const open of [park, copy]) await desk.openPark(open)
  await desk.finishEvent(by('copied', copy.workflowId), 'aborted')
  expect(await openOf(copy.workflowId)).toEqual([])
  expect(await openOf(park.workflowId)).toEqual([park.parkId])
  expect(await eventOf('copied')).toMatchObject({ state: 'parked' })
  await desk.finishEvent(by('copied'), 'aborted')
  expect(await openOf(park.workflowId)).toEqual([])
  expect(await eventOf('copied')).toMatchObject({ state: 'aborted' })
})

test('nothing overwrites fulfilled', async () => {
  const park = await store('fulfilled')
  const finished = await desk.finishEvent(by('fulfilled'), 'fulfilled')
  expect(finished).toEqual({ receivedAt: (await eventOf('fulfilled')).received_at.toISOString() })
  const { processed_at } = await eventOf('fulfilled')
  await desk.finishEvent(by('fulfilled'), 'aborted')
  await desk.finishEvent(by('fulfilled'), 'fulfilled')
  await desk.openPark(park)
  await desk.closePark(park.workflowId, park.parkId)
  expect(await eventOf('fulfilled')).toMatchObject({ state: 'fulfilled', processed_at })
})

test('an aborted event can still be fulfilled; one that is not there is undefined', async () => {
  await store('aborted')
  await desk.finishEvent(by('aborted'), 'aborted')
  expect(await eventOf('aborted')).toMatchObject({ state: 'aborted', processed_at: expect.any(Date) })
  await desk.finishEvent(by('aborted'), 'fulfilled')
  expect(await eventOf('aborted')).toMatchObject({ state: 'fulfilled' })
  expect(await desk.finishEvent(by('nobody'), 'fulfilled')).toBeUndefined()
})

test('amendments add up, and are read with their event', async () => {
  await store('amended')
  await desk.amendEvent('stripe', 'amended', { owner: 'user:7' })
  await desk.amendEvent('stripe', 'amended', { asset: 'EUR', amount: '1.00' })
  await desk.amendEvent('stripe', 'amended', { owner: 'user:8' })
  expect(await desk.readEvent('stripe', 'amended')).toMatchObject({
    event: { eventKey: 'amended', type: 'payment.succeeded' },
    amendment: { owner: 'user:8', asset: 'EUR', amount: '1.00' },
  })
  const missing = { code: 'EVENT_NOT_FOUND', retryable: false }
  await expect(desk.readEvent('stripe', 'nobody')).rejects.toMatchObject(missing)
  await expect(desk.amendEvent('stripe', 'nobody', {})).rejects.toMatchObject(missing)
})

test('the first outcome of a decision stands, whichever way the decision came', async () => {
  const park = await store('decided')
  const decision = {
    decisionId: 'd1',
    parkId: park.parkId,
    decision: 'amend',
    patch: { owner: 'user:7' },
    actor: 'ann',
    reason: 'she called',
  } as const
  await pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, actor, reason, channel)
     values ('d1', $1, $2, 'amend', 'ann', 'she called', 'api')`,
    [park.workflowId, park.parkId],
  )
  const said = { workflowId: park.workflowId, channel: 'update', decision, detail: 'books go on' } as const
  await desk.journalDecision({ ...said, outcome: 'applied' })
  await desk.journalDecision({ ...said, outcome: 'ignored', detail: 'too late' })
  await desk.journalDecision({ ...said, decision: { ...decision, decisionId: 'd2' }, outcome: 'ignored' })
  const { rows } = await pool.query(
    'select decision_id, channel, outcome, detail, patch from inbox.decision order by decision_id',
  )
  expect(rows).toEqual([
    { decision_id: 'd1', channel: 'api', outcome: 'applied', detail: 'books go on', patch: null },
    {
      decision_id: 'd2',
      channel: 'update',
      outcome: 'ignored',
      detail: 'books go on',
      patch: { owner: 'user:7' },
    },
  ])
})

test('a decision id stands for one answer to one park', async () => {
  const park = await store('d-one')
  const decision = {
    decisionId: '1',
    parkId: park.parkId,
    decision: 'skip',
    actor: 'ann',
    reason: 'r',
  } as const
  const said = { channel: 'signal', outcome: 'applied', detail: 'books go on' } as const
  for (const workflowId of [park.workflowId, 'stripe:d-two'])
    for (const parkId of ['books-1-a', 'books-2-b', 'books-2-b'])
      await desk.journalDecision({ ...said, workflowId, decision: { ...decision, parkId } })
  const { rows } = await pool.query(
    "select workflow_id, park_id from inbox.decision where decision_id = '1' order by workflow_id, park_id",
  )
  expect(rows.map(({ workflow_id, park_id }) => `${workflow_id} ${park_id}`)).toEqual([
    'stripe:d-one books-1-a',
    'stripe:d-one books-2-b',
    'stripe:d-two books-1-a',
    'stripe:d-two books-2-b',
  ])
})

test('a workflow that waits at a park closes those that its earlier runs left open, and no others', async () => {
  const open = await store('left-open')
  for (const parkId of ['books-1-old', 'books-2-older'])
    await pool.query(
      `insert into inbox.park (park_id, workflow_id, run_id, workflow_type, step, code, message, decisions, since)
       values ($1, $2, '', '', '', '', '', '{}', now())`,
      [parkId, open.workflowId],
    )
  await desk.closeOtherParks(open.workflowId, 'books-1-old')
  const openOf = async () =>
    (await parksOf(open.workflowId)).filter(({ closed_at }) => closed_at === null).map((park) => park.park_id)
  expect(await openOf()).toEqual(['books-1-old'])
  await desk.closeOtherParks('another')
  expect(await openOf()).toEqual(['books-1-old'])
  await desk.closeOtherParks(open.workflowId)
  expect(await openOf()).toEqual([])
})

test.each([
  ['NUL', { owner: 'a\0b' }],
  ['half a character', { owner: '\ud800' }],
])('error: %s in a value is refused for good: trying again changes nothing', async (_, amendment) => {
  await expect(desk.amendEvent('stripe', 'any', amendment)).rejects.toMatchObject({
    code: 'INVALID_PAYLOAD',
    retryable: false,
    message: expect.stringMatching(/^the inbox cannot hold one of these values \(22...\)$/),
  })
})

test('error: a database that is away is INBOX_UNAVAILABLE, to be tried again', async () => {
  const nowhere = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const asked = createEventDesk(nowhere).finishEvent(by('any'), 'fulfilled')
  await expect(asked).rejects.toMatchObject({ code: 'INBOX_UNAVAILABLE', retryable: true })
  await nowhere.end()
})
