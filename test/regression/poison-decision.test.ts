import { afterAll, beforeAll, expect, test } from 'vitest'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { paidByNobody } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { keepHistory } from '../workflows/support/keep-history.ts'
import {
  decision,
  detailsOf,
  eventually,
  journalOf,
  openPark,
  parksOf,
} from '../workflows/support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
})
afterAll(() => harness.teardown())

const parked = async () => {
  const handle = await harness.start(paidByNobody())
  return { handle, park: await openPark(harness, handle) }
}

const noted = ({ handle }: Awaited<ReturnType<typeof parked>>, text: string, times = 1) =>
  eventually(
    async () => (await detailsOf(handle)).replaceAll('\\', '').split(text).length > times || undefined,
    `the details say ${text}, ${times} times`,
  )

test.each([
  ['a NUL in the reason', { reason: 'a\0b' }, 'reason must be a text'],
  ['a NUL in the patch', { patch: { owner: 'user:a\0b' } }, 'patch.owner is not one of'],
  ['half a character in the patch', { patch: { owner: 'user:\ud800' } }, 'patch.owner is not one of'],
])('%s is refused, and does not keep a parked workflow from the next decision', async (_, fields, says) => {
  const stop = await harness.startWorker()
  const { handle, park } = await parked()
  await handle.signal('decide', {
    ...decision(park, { decision: 'amend', patch: { owner: 'user:x' } }),
    ...fields,
  })
  await noted({ handle, park }, says)
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  expect(await journalOf(harness, handle)).toHaveLength(1)
  await stop()
})

test('a decision the journal refuses for good is not taken, and the next one is', async () => {
  const stop = await harness.startWorker({
    desk: {
      ...harness.deps.desk,
      journalDecision: (outcome) =>
        outcome.decision.actor === 'unspeakable'
          ? Promise.reject(
              new FulfilmentError({ code: 'INVALID_PAYLOAD', retryable: false, message: 'cannot be held' }),
            )
          : harness.deps.desk.journalDecision(outcome),
    },
  })
  const { handle, park } = await parked()
  const unspeakable = { actor: 'unspeakable', decision: 'abort' } as const
  await handle.signal('decide', decision({ parkId: 'books-1-000000' }, unspeakable))
  await noted({ handle, park }, 'ignored: cannot be held')
  await handle.signal('decide', decision(park, unspeakable))
  await noted({ handle, park }, 'ignored: cannot be held', 2)
  const update = handle.executeUpdate('decide', { args: [decision(park, unspeakable)] })
  await expect(update).rejects.toMatchObject({ cause: { message: 'cannot be held' } })
  expect(await parksOf(harness, handle)).toMatchObject([{ closed: false }])
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  await keepHistory(handle, 'journal-refused')
  await stop()
})

test('a decision id used up on a wrong park does not swallow the right decision', async () => {
  const stop = await harness.startWorker()
  const { handle, park } = await parked()
  const right = decision(park, { decision: 'skip' })
  await handle.signal('decide', { ...right, parkId: 'books-1-000000' })
  await noted({ handle, park }, 'wrong parkId')
  await handle.signal('decide', right)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  const outcomes = (await journalOf(harness, handle)).map(({ outcome }) => outcome)
  expect(outcomes.toSorted()).toEqual(['applied', 'ignored'])
  await keepHistory(handle, 'decision-id-used-for-two-parks')
  await stop()
})

test('another decision under an id that was used is not dropped in silence', async () => {
  const stop = await harness.startWorker()
  const { handle, park } = await parked()
  const wrong = decision(park, { decision: 'amend', patch: { wallet: '0x1' } })
  await handle.signal('decide', wrong)
  await noted({ handle, park }, 'wallet must be 0x')
  const other = { ...wrong, patch: { owner: 'grace' } }
  await handle.signal('decide', other)
  await noted({ handle, park }, 'was used for another decision: make up a new one')
  const update = handle.executeUpdate('decide', { args: [other] })
  await expect(update).rejects.toMatchObject({
    cause: { message: expect.stringContaining('was used for another decision') },
  })
  await handle.signal('decide', { ...other, decisionId: 'a-new-one' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', owner: 'user:grace' })
  await stop()
})
