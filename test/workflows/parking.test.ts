import { setTimeout as sleep } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { readPolicy } from '../../src/policy.ts'
import { deposited, paid, paidByNobody, paidInUnknownAsset, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  available,
  decision,
  detailsOf,
  eventually,
  journalOf,
  openPark,
  parksOf,
  stateOf,
  transferCount,
} from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness(readPolicy({ endpoints: { rach: { ordersMustExist: true } } }))
  await harness.startWorker()
})
afterAll(() => harness.teardown())

const attributesOf = async (handle: WorkflowHandle): Promise<Record<string, unknown>> => {
  const { typedSearchAttributes } = await handle.describe()
  return Object.fromEntries(typedSearchAttributes.getAll().map(({ key, value }) => [key.name, value]))
}

const parked = async (event: PaymentEvent) => {
  const handle = await harness.start(event)
  return { handle, park: await openPark(harness, handle) }
}

test('what cannot be planned parks before anything is applied, and an amendment carries it on', async () => {
  const event = paidInUnknownAsset()
  const { handle, park } = await parked(event)
  expect(park).toMatchObject({ code: 'UNKNOWN_ASSET', message: expect.stringContaining('XYZ') })
  expect(park.parkId).toMatch(/^books-1-[0-9a-f]{6}$/)
  expect(await stateOf(harness, event.eventKey)).toBe('parked')
  expect(await attributesOf(handle)).toMatchObject({
    FulfilmentState: 'parked',
    BlockedStep: 'books:UNKNOWN_ASSET',
  })
  expect(harness.processed).toContainEqual(
    expect.objectContaining({ eventKey: event.eventKey, status: 'parked' }),
  )

  await handle.signal(
    'decide',
    decision(park, { decision: 'amend', patch: { asset: 'EUR', amount: '5.00' } }),
  )
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
  expect(await available(harness, `user:${event.paymentId}`)).toBe('500')
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await parksOf(harness, handle)).toEqual([expect.objectContaining({ closed: true })])
  const { BlockedStep, FulfilmentState } = await attributesOf(handle)
  expect({ BlockedStep, FulfilmentState }).toEqual({ BlockedStep: undefined, FulfilmentState: 'done' })
  expect(await detailsOf(handle)).toBe('')
  expect(await journalOf(harness, handle)).toEqual([
    expect.objectContaining({ decision: 'amend', outcome: 'applied', channel: 'signal', actor: 'ada' }),
  ])
  await keepHistory(handle, 'amended')
})

test('money without an owner is credited, parks, and is assigned to the owner an operator names', async () => {
  const { handle, park } = await parked(paidByNobody())
  expect(park.code).toBe('OWNER_UNKNOWN')
  const before = await transferCount(harness)
  const answer = await handle.executeUpdate('decide', {
    args: [decision(park, { decision: 'amend', patch: { owner: 'grace' } })],
  })
  expect(answer).toMatchObject({ outcome: 'applied' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', owner: 'user:grace' })
  expect(await available(harness, 'user:grace')).toBe('1999')
  expect(await transferCount(harness)).toBe(before + 1)
  expect(await attributesOf(handle)).toMatchObject({ Owner: 'user:grace' })
  await keepHistory(handle, 'owner-named-by-update')
})

test('retry while nothing has changed parks again, under another park id', async () => {
  const event = paidByNobody()
  const { handle, park } = await parked(event)
  await handle.signal('decide', decision(park, { decision: 'retry' }))
  const again = await openPark(harness, handle, park)
  expect(again.code).toBe('OWNER_UNKNOWN')
  expect(again.parkId).toMatch(/^books-2-/)
  await handle.signal('decide', decision(again, { decision: 'skip' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await available(harness, 'suspense:shop')).not.toBe('0')
  await keepHistory(handle, 'retried-then-skipped')
})

test('retry goes on once what was missing is there', async () => {
  const event = paid({ endpoint: 'rach', orderReference: 'ORD-1' })
  const { handle, park } = await parked(event)
  expect(park.code).toBe('ORDER_NOT_FOUND')
  await harness.ledger.registerOrder({ account: 'shop', reference: 'ORD-1', amount: '1999', asset: 'USD' })
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
})

test('abort ends the event, and applies nothing', async () => {
  const event = paidInUnknownAsset()
  const { handle, park } = await parked(event)
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'abort' })] })
  expect(await handle.result()).toEqual({ outcome: 'aborted' })
  await keepHistory(handle, 'aborted')
  expect(await stateOf(harness, event.eventKey)).toBe('aborted')
  expect(harness.processed).toContainEqual(
    expect.objectContaining({ eventKey: event.eventKey, status: 'failed' }),
  )
})

test('skip leaves the step out, and the event ends fulfilled', async () => {
  const event = paidInUnknownAsset()
  const { handle, park } = await parked(event)
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  expect(await handle.result()).toEqual({ outcome: 'fulfilled', skipped: ['books'] })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await available(harness, `user:${event.paymentId}`)).toBe('0')
})

test('a contradiction applies nothing; a refund beyond the payment is applied and parks', async () => {
  const first = paid()
  await (await harness.start(first)).result()
  const { paymentId } = first
  const other = await parked(
    paid({ paymentId, money: { amount: { text: '5', unit: 'minor' }, asset: 'USD' } }),
  )
  expect(other.park.code).toBe('EFFECT_CONFLICT')
  expect(await available(harness, `user:${paymentId}`)).toBe('1999')

  const excess = await parked(
    refunded({ paymentId, money: { amount: { text: '9999', unit: 'minor' }, asset: 'USD' } }),
  )
  expect(excess.park.code).toBe('REFUND_EXCEEDS_PAYMENT')
  expect(await available(harness, `user:${paymentId}`)).toBe('0')
  for (const { handle, park } of [other, excess])
    await handle.executeUpdate('decide', { args: [decision(park, { decision: 'abort' })] })
})

test('a deposit like another one waits: retry says that it is another one', async () => {
  const wallet = { customerId: 'c1', address: '0xabc', detectedAt: '2026-11-01T00:00:00Z' }
  const first = deposited(wallet)
  await (await harness.start(first)).result()
  const twin = deposited({ ...wallet, detectedAt: '2026-11-01T01:00:00Z' })
  const { handle, park } = await parked(twin)
  expect(park.code).toBe('DEPOSIT_AMBIGUOUS')
  await handle.signal('decide', decision(park, { decision: 'retry' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  const [row] = await harness.query<{ amendment: unknown }>(
    'select amendment from inbox.event where event_key = $1',
    [twin.eventKey],
  )
  expect(row?.amendment).toEqual({ distinct: true })
  expect(await available(harness, `user:${twin.paymentId}`)).toBe('25500000000000000000')
})

test('an amount, an order: every reason has its code', async () => {
  const wrong = (text: string) => ({ money: { amount: { text, unit: 'decimal' }, asset: 'USD' } }) as const
  await harness.ledger.registerOrder({ account: 'shop', reference: 'ORD-9', amount: '100', asset: 'USD' })
  await (await harness.start(paid({ orderReference: 'ORD-2' }))).result()
  const cases: [string, PaymentEvent][] = [
    ['INVALID_AMOUNT', paid(wrong('ten'))],
    ['INVALID_AMOUNT', paid({ money: {} })],
    ['AMOUNT_TOO_PRECISE', paid(wrong('1.001'))],
    ['ORDER_AMOUNT_MISMATCH', paid({ orderReference: 'ORD-9' })],
    ['ORDER_ALREADY_PAID', paid({ orderReference: 'ORD-2' })],
  ]
  for (const [code, event] of cases) {
    const { handle, park } = await parked(event)
    expect(park.code).toBe(code)
    await handle.signal('decide', decision(park, { decision: 'abort' }))
    await handle.result()
  }
})

test('parked workflows are what a list query finds', async () => {
  const { handle, park } = await parked(paidInUnknownAsset())
  const found = await eventually(async () => {
    const query = `FulfilmentState="parked" AND BlockedStep="books:UNKNOWN_ASSET" AND TaskQueue="${harness.taskQueue}"`
    for await (const { workflowId } of harness.environment.client.workflow.list({ query }))
      if (workflowId === handle.workflowId) return workflowId
    return undefined
  }, 'the list shows it')
  expect(found).toBe(handle.workflowId)
  await handle.signal('decide', decision(park, { decision: 'abort' }))
})

test('the first page shows the park: a pending timer says what to do', async () => {
  const { handle, park } = await parked(paidInUnknownAsset())
  await sleep(100)
  const { events } = await handle.fetchHistory()
  const timer = events?.find(({ timerStartedEventAttributes }) => timerStartedEventAttributes)
  const summary = Buffer.from(timer?.userMetadata?.summary?.data ?? []).toString()
  expect(summary).toContain('PARKED at books: UNKNOWN_ASSET')
  await handle.signal('decide', decision(park, { decision: 'abort' }))
})
