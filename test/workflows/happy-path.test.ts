import { afterAll, beforeAll, expect, test } from 'vitest'
import { deposited, disputed, paid, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { activitiesOf, available, detailsOf, historyOf, stateOf } from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

test('a payment is credited by one local activity, in eight history events at most', async () => {
  const event = paid()
  const handle = await harness.start(event)
  expect(await handle.result()).toEqual({
    outcome: 'fulfilled',
    paymentId: event.paymentId,
    orderStatus: 'paid',
    owner: event.owner?.owner,
  })
  expect(await available(harness, `user:${event.paymentId}`)).toBe('1999')
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  const history = await historyOf(handle)
  expect(history).toEqual([
    'workflowExecutionStarted',
    'workflowTaskScheduled',
    'workflowTaskStarted',
    'workflowTaskCompleted',
    'markerRecorded',
    'upsertWorkflowSearchAttributes',
    'workflowExecutionCompleted',
  ])
  expect(await activitiesOf(handle)).toEqual([])
  await keepHistory(handle, 'credited')
  expect(await detailsOf(handle)).toBe('')
  expect(harness.processed).toContainEqual({
    type: 'payment.succeeded',
    endpoint: 'stripe',
    eventKey: event.eventKey,
    durationMs: expect.any(Number),
    status: 'success',
  })
})

test('each story states its own fact', async () => {
  const payment = paid()
  await (await harness.start(payment)).result()
  const { paymentId, owner } = payment
  const same = owner === undefined ? { paymentId } : { paymentId, owner }
  const refund = await harness.start(refunded(same))
  expect(await refund.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'refunded' })
  expect(await available(harness, `user:${paymentId}`)).toBe('0')

  const deposit = deposited()
  const credit = await harness.start(deposit)
  expect(await credit.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await available(harness, `user:${deposit.paymentId}`)).toBe('25500000000000000000')

  const contested = paid()
  await (await harness.start(contested)).result()
  const dispute = await harness.start(disputed({ paymentId: contested.paymentId }))
  expect(await dispute.result()).toMatchObject({ orderStatus: 'disputed' })
  expect((await harness.ledger.balances(`user:${contested.paymentId}`)).balances[0]).toMatchObject({
    available: '0',
    held: '1999',
  })
  await keepHistory(refund, 'refunded')
  await keepHistory(credit, 'deposit-credited')
  await keepHistory(dispute, 'dispute-held')
})

test('where operators want it so, the books step is an activity of its own, by its business name', async () => {
  const patient = await createHarness(harness.deps.policy, 'regular')
  try {
    await patient.startWorker()
    const handle = await patient.start(paid({ type: 'payment.pending' }))
    await handle.result()
    expect(await activitiesOf(handle)).toEqual(['creditPending', 'trackSettlement'])
  } finally {
    await patient.teardown()
  }
})

test('the workflow list tells running from done', async () => {
  const event = paid()
  await (await harness.start(event)).result()
  const { searchAttributes, staticSummary } = await harness.environment.client.workflow
    .getHandle(`stripe:${event.eventKey}`)
    .describe()
    .then(async (description) => ({
      searchAttributes: description.typedSearchAttributes,
      staticSummary: await description.staticSummary(),
    }))
  expect(
    Object.fromEntries(searchAttributes.getAll().map(({ key, value }) => [key.name, value])),
  ).toMatchObject({
    EventId: event.eventKey,
    Endpoint: 'stripe',
    PaymentId: event.paymentId,
    FulfilmentState: 'done',
  })
  expect(staticSummary).toContain('1999 USD')
})
