import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { quote } from '../../src/workflows/markdown.ts'
import { paid, paidInUnknownAsset } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { decision, detailsOf, eventually, openPark } from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

test('an operator reads what is wrong, since when, and the exact signal that continues it', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  const details = await detailsOf(handle)
  expect(details).toMatch(/^\*\*Parked\*\* at `books` since \d{4}-.*Z: \*\*UNKNOWN\\_ASSET\*\*/)
  expect(details).toContain('docs/errors.md#unknown_asset')
  const json = /```json\n(.*?)\n```/s.exec(details)?.[1] ?? ''
  expect(json).toContain('\n  "parkId"')
  const pasted: unknown = JSON.parse(json)
  expect(pasted).toMatchObject({ parkId: park.parkId, decision: 'retry' })
  await handle.signal('decide', { ...(pasted as object), decision: 'abort' })
  expect(await handle.result()).toEqual({ outcome: 'aborted' })
})

test('each activity and each timer of a parked story says on the timeline what it is about', async () => {
  const handle = await harness.start(paidInUnknownAsset())
  const park = await openPark(harness, handle)
  const patch = { asset: 'EUR', amount: '5.00' }
  await handle.signal('decide', decision(park, { decision: 'amend', patch }))
  await handle.result()
  const { events } = await handle.fetchHistory()
  const told = (events ?? []).flatMap((event) => {
    const { activityTaskScheduledEventAttributes: scheduled, timerStartedEventAttributes: timer } = event
    const name = scheduled?.activityType?.name ?? (timer ? 'timer' : undefined)
    return name ? [{ name, summary: textOf(event.userMetadata?.summary?.data) }] : []
  })
  expect(told).toEqual(
    expect.arrayContaining([
      { name: 'timer', summary: expect.stringContaining('PARKED at books: UNKNOWN_ASSET') },
      { name: 'parkEvent', summary: `"${park.parkId}"` },
      { name: 'amendEvent', summary: '"amend"' },
      { name: 'recordDecision', summary: '"amend applied"' },
    ]),
  )
  expect(told.filter(({ summary }) => summary === '')).toEqual([])
})

const textOf = (data: Uint8Array | null | undefined): string => Buffer.from(data ?? []).toString()

test('pasted again after it was ignored, the shown signal is a new decision', async () => {
  const handle = await harness.start(paidInUnknownAsset())
  const park = await openPark(harness, handle)
  const shownId = async () => /"decisionId": "([^"]+)"/.exec(await detailsOf(handle))?.[1]
  const first = await shownId()
  await handle.signal('decide', 'nonsense')
  const second = await eventually(async () => {
    const id = await shownId()
    return id === first ? undefined : id
  }, 'another id is shown')
  expect(second).toBeDefined()
  await handle.signal('decide', decision(park, { decision: 'abort' }))
})

const HOSTILE =
  '</table><a href="https://evil.example">click</a> [x](https://evil.example) `code` | a | b | ```\n# big ![](x) é😀'

test('hostile text from outside is words: no link, no cell, no HTML; and all of it stays below 2 KB', async () => {
  const hostile = HOSTILE.repeat(2).slice(0, 200)
  const event = paid({
    providerType: hostile,
    eventKey: `${hostile}1`.slice(-200),
    paymentId: hostile,
    money: { amount: { text: '1', unit: 'minor' }, asset: hostile },
  })
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  for (let n = 0; n < 3; n++)
    await handle.signal(
      'decide',
      decision({ parkId: hostile.slice(0, 190) + n }, { decision: 'abort', actor: hostile }),
    )
  const details = await eventually(async () => {
    const shown = await detailsOf(handle)
    return shown.includes('ignored') ? shown : undefined
  }, 'the details tell of the wrong ones')
  expect(Buffer.byteLength(details)).toBeLessThan(2048)
  expect(details).not.toMatch(/(?<!\\)[<[]/)
  expect(details).not.toContain('](')
  expect(details).not.toContain('https://')
  expect(details.match(/```/g)).toHaveLength(2)
  await handle.signal('decide', decision(park, { decision: 'abort' }))
  await handle.result()
})

test('quoted text is short, one line, printable, and every sign of markup in it is escaped', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constant(HOSTILE))
  fc.assert(
    fc.property(text, fc.integer({ min: 10, max: 300 }), (input, max) => {
      const quoted = quote(input, max)
      expect(quoted.length).toBeLessThanOrEqual(max)
      expect(quoted).toMatch(/^[\x20-\x7e]*$/)
      expect(quoted.replace(/\.\.\.$/, '').replace(/\\[^A-Za-z0-9 ]/g, '')).not.toMatch(
        /[`<>[\]()*_|#!\\@:/&~]/,
      )
    }),
  )
})
