import { randomUUID } from 'node:crypto'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { paid, paidByNobody, paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { available, eventually, openPark, stateOf, transferCount } from '../workflows/support/observe.ts'
import { balanceOf, paymentEvents, settlementOf, told } from '../workflows/support/settlements.ts'

let harness: Harness
let api: OperatorApi
let temporal: Temporal
let stopWorker: () => Promise<void>
/** Parked, and nothing that is wrong moves it. */
let stays: Awaited<ReturnType<typeof parked>>

beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  api = await startOperatorApi({
    pool: harness.pool,
    ledger: harness.ledger,
    temporal,
  })
  stopWorker = await harness.startWorker()
  stays = await parked(paidInUnknownAsset())
})
afterAll(async () => {
  await api.stop()
  await temporal.close()
  await harness.teardown()
})
const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

const parked = async (event: PaymentEvent) => {
  const handle = await harness.start(event)
  const { parkId } = await openPark(harness, handle)
  return { handle, parkId, workflowId: handle.workflowId, eventKey: event.eventKey, event }
}

const decide = (workflowId: string, parkId: string, fields: object) =>
  api.ask('POST', `/workflows/${encodeURIComponent(workflowId)}/decisions`, {
    decisionId: randomUUID(),
    parkId,
    actor: 'ada',
    reason: 'looked into it',
    ...fields,
  })

const decisionsOf = async (workflowId: string) => {
  const sql =
    'select decision, outcome, channel, actor from inbox.decision where workflow_id = $1 order by created_at'
  return harness.query<{ decision: string; outcome: string }>(sql, [workflowId])
}

test('an accepted decision continues the workflow, and is journalled with who sent it', async () => {
  const { handle, workflowId, parkId, event, eventKey } = await parked(paidInUnknownAsset())
  const answer = await decide(workflowId, parkId, {
    decision: 'amend',
    patch: { asset: 'USD', amount: '19.99' },
  })
  expect(answer).toMatchObject({ status: 200, body: { accepted: true } })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await available(harness, event.owner?.owner ?? '')).toBe('1999')
  expect(await stateOf(harness, eventKey)).toBe('fulfilled')
  expect(await decisionsOf(workflowId)).toEqual([
    { decision: 'amend', outcome: 'applied', channel: 'api', actor: 'ada' },
  ])
})

test('a decision keeps its decisionId, whatever Idempotency-Key it is sent with', async () => {
  const { handle, workflowId, parkId } = await parked(paidByNobody())
  const path = `/workflows/${encodeURIComponent(workflowId)}/decisions`
  const fields = { decisionId: 'of-two-keys', parkId, decision: 'amend', patch: { owner: 'ada' } }
  for (const key of ['one', 'two', 'one']) {
    const body = { ...fields, actor: 'ada', reason: 'looked into it' }
    expect(await api.ask('POST', path, body, { 'idempotency-key': key })).toMatchObject({
      status: 200,
      body: { accepted: true },
    })
  }
  await handle.result()
  expect(await decisionsOf(workflowId)).toHaveLength(1)
})

test('the same decision sent again is answered as it was first, and does nothing more', async () => {
  const { handle, workflowId, parkId } = await parked(paidByNobody())
  const again = { decisionId: 'the-same', decision: 'amend', patch: { owner: 'ada' } }
  const before = await transferCount(harness)
  expect(await decide(workflowId, parkId, again)).toMatchObject({ status: 200, body: { accepted: true } })
  await handle.result()
  for (let n = 0; n < 2; n++)
    expect(await decide(workflowId, parkId, again)).toMatchObject({ status: 200, body: { accepted: true } })
  expect(await transferCount(harness)).toBe(before + 1)
  expect(await decisionsOf(workflowId)).toHaveLength(1)
})

test('of two decisions sent at once one is taken, and the loser hears 409', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  const answers = await Promise.all([
    decide(workflowId, parkId, { decision: 'skip' }),
    decide(workflowId, parkId, { decision: 'abort' }),
  ])
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  await handle.result()
  const outcomes = (await decisionsOf(workflowId)).map(({ outcome }) => outcome)
  expect(outcomes.toSorted()).toEqual(['applied', 'ignored'])
})

test('ten copies of one decision at once are one decision', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  const copy = { decisionId: 'ten-copies', decision: 'skip' }
  const answers = await Promise.all(Array.from({ length: 10 }, () => decide(workflowId, parkId, copy)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  await handle.result()
  expect(await decisionsOf(workflowId)).toEqual([expect.objectContaining({ outcome: 'applied' })])
})

test('a decision that comes too late is 409, and journalled as ignored', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  await decide(workflowId, parkId, { decision: 'abort' })
  await handle.result()
  const late = { decisionId: 'too-late', decision: 'retry' }
  const first = await decide(workflowId, parkId, late)
  expect(first).toMatchObject({ status: 409, body: { detail: expect.stringContaining(parkId) } })
  expect(await decide(workflowId, parkId, late)).toMatchObject({ status: 409 })
  expect(await decisionsOf(workflowId)).toContainEqual(
    expect.objectContaining({ decision: 'retry', outcome: 'ignored' }),
  )
})

test('a park that is not the open one is 409, and the answer says what is open', async () => {
  const { workflowId, parkId } = await parked(paidInUnknownAsset())
  const answer = await decide(workflowId, 'books-9-000000', { decision: 'retry' })
  expect(answer).toMatchObject({ status: 409, body: { detail: expect.stringContaining(parkId) } })
  expect(await decide(workflowId, parkId, { decision: 'skip' })).toMatchObject({ status: 200 })
})

test('a decisionId that was used for another decision is 409, and changes nothing', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  const decisionId = randomUUID()
  expect(await decide(workflowId, parkId, { decisionId, decision: 'retry' })).toMatchObject({ status: 200 })
  const next = await openPark(harness, handle)
  for (const [park, decision] of [
    [parkId, 'skip'],
    [next.parkId, 'retry'],
  ] as const) {
    const answer = await decide(workflowId, park, { decisionId, decision })
    expect(answer).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('another decision') },
    })
  }
  expect(await openPark(harness, handle)).toEqual(next)
  expect(await decisionsOf(workflowId)).toHaveLength(1)
})

test('the decisionId of one workflow is free for another: both are taken, and journalled', async () => {
  const all = await Promise.all([parked(paidInUnknownAsset()), parked(paidInUnknownAsset())])
  for (const { handle, workflowId, parkId } of all) {
    const decided = await decide(workflowId, parkId, { decisionId: '1', decision: 'skip' })
    expect(decided).toMatchObject({ status: 200, body: { accepted: true } })
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
    expect(await decisionsOf(workflowId)).toEqual([expect.objectContaining({ outcome: 'applied' })])
  }
})

test('error: a workflow nobody has heard of is 404, and nothing is journalled', async () => {
  expect(await decide('stripe:evt_never', 'books-1-000000', { decision: 'retry' })).toMatchObject({
    status: 404,
  })
  expect(await decisionsOf('stripe:evt_never')).toEqual([])
})

test.each([
  [{ decision: 'amend' }, /patch/],
  [{ decision: 'amend', patch: {} }, /patch/],
  [{ decision: 'amend', patch: { wallet: '0x12' } }, /wallet/],
  [{ decision: 'amend', patch: { colour: 'red' } }, /colour/],
  [{ decision: 'amend', patch: { asset: 'USD' } }, /amended together/],
  [{ decision: 'amend', patch: { asset: 'ABC', amount: '1' } }, /ABC/],
  [{ decision: 'amend', patch: { asset: 'USD', amount: '1.234' } }, /decimal places/],
  [{ decision: 'refund' }, /No API key of stripe .* send skip/],
  [{ decision: 'explode' }, /decision/],
  [{ decision: 'retry', reason: '' }, /reason/],
  [{ decision: 'retry', actor: 7 }, /actor/],
  [{ decision: 'retry', decisionId: 'x'.repeat(201) }, /decisionId/],
  [{ decision: 'retry', decisionId: 'ada@example.com' }, /decisionId/],
])('error: %j is 422 and changes nothing', async (fields, detail) => {
  const { workflowId, parkId, eventKey } = stays
  const answer = await decide(workflowId, parkId, fields)
  expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringMatching(detail) } })
  expect(await stateOf(harness, eventKey)).toBe('parked')
  expect(await decisionsOf(workflowId)).toEqual([])
})

test('error: an amount the event states itself cannot be amended', async () => {
  const { workflowId, parkId } = await parked(paidByNobody())
  const answer = await decide(workflowId, parkId, { decision: 'amend', patch: { asset: 'USD', amount: '1' } })
  expect(answer).toMatchObject({ status: 422, body: { code: 'INVALID_DECISION' } })
})

test('an address in a decision stays in the journal, and out of Temporal and the books', async () => {
  const { handle, workflowId, parkId } = await parked(paidByNobody())
  const fields = {
    decision: 'amend',
    patch: { owner: 'Ada@example.com' },
    actor: 'grace@example.com',
    reason: 'ada@example.com wrote to us',
  }
  expect(await decide(workflowId, parkId, fields)).toMatchObject({ status: 200 })
  await handle.result()
  expect(await available(harness, api.deps.people.ownerOfAddress('ada@example.com'))).toBe('1999')
  const payloads = historyToJSON(await handle.fetchHistory())
  const texts = [...payloads.matchAll(/"data":\s*"([\w+/=-]+)"/g)].map(([, data = '']) =>
    Buffer.from(data, 'base64').toString(),
  )
  expect(texts.join()).toContain('[address] wrote to us')
  expect(texts.join() + payloads).not.toContain('@example.com')
  expect(await decisionsOf(workflowId)).toMatchObject([{ actor: 'grace@example.com', outcome: 'applied' }])
})

test('with no worker up the answer is 202, and the decision is taken once when one comes', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  await stopWorker()
  const fields = { decisionId: randomUUID(), decision: 'skip' }
  expect(await decide(workflowId, parkId, fields)).toMatchObject({ status: 202, body: { pending: true } })
  expect(await decide(workflowId, parkId, fields)).toMatchObject({ status: 202, body: { pending: true } })
  expect(await decisionsOf(workflowId)).toEqual([expect.objectContaining({ outcome: 'pending' })])
  stopWorker = await harness.startWorker()
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  await eventually(
    async () => (await decisionsOf(workflowId)).find(({ outcome }) => outcome === 'applied'),
    'journal',
  )
  expect(await decisionsOf(workflowId)).toHaveLength(1)
})

test('while Temporal is away the answer is 503; the same decision sent again is taken', async () => {
  const { handle, workflowId, parkId } = await parked(paidInUnknownAsset())
  const address = process.env.TEMPORAL_ADDRESS
  process.env.TEMPORAL_ADDRESS = '127.0.0.1:1'
  const lost = connectTemporal({ taskQueue: 'nobody', ledgerFirstTry: 'local' })
  process.env.TEMPORAL_ADDRESS = address
  const away = await startOperatorApi({ pool: harness.pool, ledger: harness.ledger, temporal: lost })
  stops.push(async () => {
    await away.stop()
    await lost.close()
  })
  const body = { decisionId: randomUUID(), parkId, decision: 'skip', actor: 'ada', reason: 'looked into it' }
  const path = `/workflows/${encodeURIComponent(workflowId)}/decisions`
  expect(await away.ask('POST', path, body)).toMatchObject({ status: 503 })
  expect(await api.ask('POST', path, body)).toMatchObject({ status: 200, body: { accepted: true } })
  await handle.result()
})

test('a workflow that is not parked takes no decision', async () => {
  const event = paid()
  const handle = await harness.start(event)
  await handle.result()
  expect(await decide(handle.workflowId, 'books-1-000000', { decision: 'retry' })).toMatchObject({
    status: 409,
  })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
})

test('a word is told to the settlement of a payment, also to one that has closed, once', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(harness, pending())
  const settlement = settlementOf(harness, paymentId)
  const confirm = { decisionId: randomUUID(), decision: 'confirm' }
  expect(await decide(settlement.workflowId, '-', confirm)).toMatchObject({ status: 200 })
  await settlement.result()
  expect(await decide(settlement.workflowId, '-', confirm)).toMatchObject({ status: 200 })

  const reversed = await decide(settlement.workflowId, '-', { decision: 'reverse' })
  expect([200, 202]).toContain(reversed.status)
  await eventually(
    async () => (await decisionsOf(settlement.workflowId)).at(-1)?.outcome === 'applied' || undefined,
    'the word is stated',
  )
  expect(await balanceOf(harness, owner)).toMatchObject({ pending: '0', available: '0' })
  expect(await decisionsOf(settlement.workflowId)).toMatchObject([
    { decision: 'confirm', outcome: 'applied', actor: 'ada' },
    { decision: 'reverse', outcome: 'applied', actor: 'ada' },
  ])
})

test('a word reaches the settlement of a payment whose name no id can hold', async () => {
  const paymentId = `rechnung/${randomUUID()} ä`
  await told(harness, paymentEvents().pending({ paymentId }))
  const { workflowId } = settlementOf(harness, paymentId)
  expect(workflowId).toMatch(/^payment:shop:~/)
  expect(await decide(workflowId, '-', { decision: 'hold' })).toMatchObject({ status: 200 })
  expect(await harness.ledger.settlement('shop', paymentId)).toMatchObject({ isHeld: true })
})

test('error: a settlement is told words only, and only of a payment there is', async () => {
  const { paymentId, confirmed } = paymentEvents()
  await told(harness, confirmed())
  const { workflowId } = settlementOf(harness, paymentId)
  expect(await decide(workflowId, '-', { decision: 'skip' })).toMatchObject({ status: 422 })
  const unknown = `payment:shop:${randomUUID()}`
  expect(await decide(unknown, '-', { decision: 'confirm' })).toMatchObject({ status: 404 })
})
