import type { WorkflowHandle } from '@temporalio/client'
import { WorkflowUpdateFailedError } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Decision } from '../../src/domain/decision.ts'
import { paid, paidByNobody, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  activitiesOf,
  decision,
  detailsOf,
  eventually,
  historyOf,
  journalOf,
  openPark,
  type ParkRow,
  parksOf,
} from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

const parked = async () => {
  const handle = await harness.start(paidInUnknownAsset())
  return { handle, park: await openPark(harness, handle) }
}

const update = (handle: WorkflowHandle, input: unknown) =>
  input === undefined
    ? handle.executeUpdate<unknown, []>('decide')
    : handle.executeUpdate<unknown, [unknown]>('decide', { args: [input] })

const refusalOf = async (sent: Promise<unknown>): Promise<string> => {
  const error: unknown = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof WorkflowUpdateFailedError)) throw new Error('the update was not refused')
  return error.cause?.message ?? ''
}

const noted = (handle: WorkflowHandle, text: string) =>
  eventually(async () => {
    const details = (await detailsOf(handle)).replaceAll('\\', '')
    return details.includes(text) ? details : undefined
  }, `the details say ${text}`)

const end = async (handle: WorkflowHandle, park: ParkRow): Promise<void> => {
  await handle.signal('decide', decision(park, { decision: 'abort' }))
  await handle.result()
}

test('of two decisions the first wins; the late one is ignored, and journalled as that', async () => {
  const { handle, park } = await parked()
  const skip = decision(park, { decision: 'skip', actor: 'ada' })
  const abort = decision(park, { decision: 'abort', actor: 'bob' })
  const answers = await Promise.allSettled([update(handle, skip), update(handle, abort)])
  expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  await handle.result()
})

test('two signals before a worker comes: the first is applied, the second journalled as ignored', async () => {
  const alone = await createHarness()
  try {
    const stop = await alone.startWorker()
    const handle = await alone.start(paidInUnknownAsset())
    const park = await openPark(alone, handle)
    await stop()
    await handle.signal('decide', decision(park, { decision: 'skip', actor: 'ada' }))
    await handle.signal('decide', decision(park, { decision: 'abort', actor: 'bob' }))
    await alone.startWorker()
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
    expect(await journalOf(alone, handle)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ decision: 'skip', outcome: 'applied' }),
        expect.objectContaining({
          decision: 'abort',
          outcome: 'ignored',
          detail: `"${park.parkId}" was decided before: skip by ada`,
        }),
      ]),
    )
  } finally {
    await alone.teardown()
  }
})

test('a decision that names another park is ignored, said so and journalled', async () => {
  const { handle, park } = await parked()
  const stale = decision({ parkId: 'books-1-000000' }, { decision: 'abort' })
  await handle.signal('decide', stale)
  const details = await noted(handle, 'ignored: wrong parkId "books-1-000000"')
  expect(details).toContain(`send "${park.parkId}"`)
  expect(await refusalOf(update(handle, { ...stale, decisionId: 'another' }))).toBe(
    `wrong parkId "books-1-000000": send "${park.parkId}", parked at "books"`,
  )
  const journal = await eventually(async () => (await journalOf(harness, handle))[0], 'it is journalled')
  expect(journal).toMatchObject({ decision: 'abort', outcome: 'ignored', channel: 'signal' })
  await end(handle, park)
})

test('nothing, garbage and half a decision change nothing but the details', async () => {
  const { handle, park } = await parked()
  const garbage: unknown[] = [undefined, null, 'abort', 7, [], {}, { decision: 'abort', parkId: park.parkId }]
  for (const input of garbage) {
    await handle.signal('decide', ...(input === undefined ? [] : [input]))
    expect(await refusalOf(update(handle, input))).toMatch(/send one JSON object|must be a text/)
  }
  await noted(handle, 'ignored: ')
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: false })])
  expect(await journalOf(harness, handle)).toEqual([])
  await end(handle, park)
})

test('error: where no provider can be asked, refund is refused with the reason', async () => {
  const { handle, park } = await parked()
  const refund = decision(park, { decision: 'refund' })
  expect(await refusalOf(update(handle, refund))).toContain('no API key of stripe')
  await handle.signal('decide', refund)
  await noted(handle, 'ignored: refund: no API key of stripe')
  await end(handle, park)
})

test('a correction that cannot be made leaves the park open, and says why to both ways', async () => {
  const { handle, park } = await parked()
  const amend = (patch: Decision['patch']) =>
    decision(park, { decision: 'amend', ...(patch ? { patch } : {}) })
  expect(await refusalOf(update(handle, amend({ wallet: '0x1' })))).toBe(
    'wallet must be 0x and 40 hex digits',
  )
  await handle.signal('decide', amend({ asset: 'ZZZ', amount: '1' }))
  await noted(handle, 'ignored: asset ZZZ is not in the policy')
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: false })])
  await update(handle, amend({ asset: 'USD', amount: '1.00' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  await keepHistory(handle, 'amended-at-the-third-try')
  expect((await journalOf(harness, handle)).map(({ outcome }) => outcome)).toEqual([
    'ignored',
    'ignored',
    'applied',
  ])
})

test('an amount the event states itself is not amended', async () => {
  const handle = await harness.start(paidByNobody())
  const park = await openPark(harness, handle)
  const patch = { asset: 'USD', amount: '1000000.00' }
  expect(await refusalOf(update(handle, decision(park, { decision: 'amend', patch })))).toContain(
    'this event states its own amount',
  )
  await end(handle, park)
})

test('retry of an event the inbox has lost says so; skip still ends the workflow', async () => {
  const { handle, park } = await parked()
  await harness.query('delete from inbox.event where workflow_id = $1', [handle.workflowId])
  expect(await refusalOf(update(handle, decision(park, { decision: 'retry' })))).toContain(
    'the inbox has no event',
  )
  await update(handle, decision(park, { decision: 'skip' }))
  expect(await handle.result()).toEqual({ outcome: 'fulfilled', skipped: ['books'] })
})

test('the same decision by signal and by update is one decision', async () => {
  const { handle, park } = await parked()
  const retry = decision(park, { decision: 'retry' })
  await Promise.all([handle.signal('decide', retry), update(handle, retry)])
  const again = await openPark(harness, handle, park)
  expect(await update(handle, retry)).toMatchObject({ outcome: 'applied' })
  expect(await parksOf(harness, handle)).toHaveLength(2)
  expect(await journalOf(harness, handle)).toHaveLength(1)
  await end(handle, again)
})

test('a decision nobody waits for is ignored and journalled, and costs the story nothing', async () => {
  const alone = await createHarness()
  try {
    const handle = await alone.start(paid())
    await handle.signal('decide', decision({ parkId: 'books-1-abcdef' }, { decision: 'abort' }))
    await alone.startWorker()
    expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
    expect(await journalOf(alone, handle)).toEqual([
      expect.objectContaining({
        decision: 'abort',
        outcome: 'ignored',
        detail: 'nothing is parked here: there is nothing to decide',
      }),
    ])
    expect(await activitiesOf(handle)).toEqual(['recordDecision'])
    await keepHistory(handle, 'decision-nobody-waits-for')
    expect(await historyOf(handle)).toContain('markerRecorded')
  } finally {
    await alone.teardown()
  }
})
