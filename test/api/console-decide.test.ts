import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { fieldsOf, type Visitor, visitorOf } from '../support/console-visitor.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { paidByNobody, paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { available, eventually, journalOf, openPark, transferCount } from '../workflows/support/observe.ts'

let harness: Harness
let api: OperatorApi
let temporal: Temporal
let visitor: Visitor
let stopWorker: () => Promise<void>

beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  const operatorKeys = [{ name: 'night-shift', role: 'admin', value: OPERATOR_API_KEY }] as const
  api = await startOperatorApi({ pool: harness.pool, ledger: harness.ledger, temporal, operatorKeys })
  stopWorker = await harness.startWorker()
  visitor = visitorOf(api.url)
  await visitor.logIn()
})
afterAll(async () => {
  await api.stop()
  await temporal.close()
  await harness.teardown()
})

const parked = async (event: PaymentEvent) => {
  const handle = await harness.start(event)
  const { parkId } = await openPark(harness, handle)
  const path = `/console/parked/${encodeURIComponent(handle.workflowId)}/${parkId}`
  return { handle, event, path, page: await visitor.get(path) }
}

const REASON = { actor: 'Ada', reason: 'the customer wrote in' }

test('a decision sent from its page continues the workflow, and stands in the audit with the name of the key', async () => {
  const { handle, event, path, page } = await parked(paidByNobody())
  expect(page.text).toContain('OWNER_UNKNOWN')
  expect(fieldsOf(page.text, path)).toMatchObject({ actor: 'night-shift', reason: '' })
  const sent = await visitor.submit(page, path, { decision: 'amend', owner: ' ada ', ...REASON })
  const payment = `/console/payments/shop/${event.paymentId}`
  expect(sent).toMatchObject({ status: 303 })
  expect(sent.headers.get('location')).toBe(`${payment}?done=accepted`)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await available(harness, 'user:ada')).toBe('1999')
  const { body } = await api.ask('GET', '/audit?actor=Ada')
  expect(body.data).toContainEqual(
    expect.objectContaining({
      ...REASON,
      key: 'night-shift',
      action: 'POST /v1/workflows/:id/decisions',
      asked: expect.objectContaining({ decision: 'amend', patch: { owner: 'ada' } }),
      status: 200,
    }),
  )
  const story = (await visitor.get(`${payment}?done=accepted`)).text
  for (const told of ['Taken. The workflow goes on.', '19.99 USD', 'the customer wrote in', 'user:ada'])
    expect(story).toContain(told)
  const evidence = (await visitor.get(`${payment}/evidence`)).text
  for (const shown of ['Head', handle.workflowId, 'the customer wrote in']) expect(evidence).toContain(shown)
  expect(story).toContain(
    `http://temporal.test/namespaces/default/workflows/${encodeURIComponent(handle.workflowId)}`,
  )
})

test('a double click decides once, and both clicks are shown the same', async () => {
  const { handle, path, page } = await parked(paidByNobody())
  const before = await transferCount(harness)
  const click = () => visitor.submit(page, path, { decision: 'amend', owner: 'grace', ...REASON })
  const answers = await Promise.all([click(), click()])
  expect(answers.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
    Array(2).fill([303, expect.stringContaining('done=accepted')]),
  )
  await handle.result()
  expect(await transferCount(harness)).toBe(before + 1)
  expect(await journalOf(harness, handle)).toHaveLength(1)
})

test('what is refused is shown with its reason, keeps what was written, and can be put right', async () => {
  const { handle, path, page } = await parked(paidInUnknownAsset())
  const wrong = { decision: 'amend', asset: 'USD', amount: '1.234', ...REASON }
  const refused = await visitor.submit(page, path, wrong)
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('decimal places') })
  expect(fieldsOf(refused.text, path)).toMatchObject({ asset: 'USD', amount: '1.234', ...REASON })
  expect(refused.text).toMatch(/value="amend" required checked/)
  expect(await visitor.submit(refused, path, { decision: 'amend', amount: '19.99' })).toMatchObject({
    status: 303,
  })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
})

test('error: without a reason nothing is decided', async () => {
  const { path, page } = await parked(paidInUnknownAsset())
  expect(await visitor.submit(page, path, { decision: 'skip', reason: '' })).toMatchObject({
    status: 422,
    text: expect.stringContaining('reason'),
  })
  expect(await visitor.submit(page, path, { decision: 'skip', ...REASON })).toMatchObject({ status: 303 })
})

test('a decision that comes too late is told so, on a page that says what is parked now', async () => {
  const { handle, path, page } = await parked(paidInUnknownAsset())
  expect(await visitor.submit(page, path, { decision: 'skip', ...REASON })).toMatchObject({ status: 303 })
  await handle.result()
  const { once: _once, ...fields } = fieldsOf(page.text, path)
  const late = await visitor.post(path, { ...fields, once: 'another', decision: 'abort', ...REASON })
  expect(late).toMatchObject({ status: 409, text: expect.stringContaining('it was already answered') })
  expect(late.text).toContain('This park is not open')
})

test('with no worker up the page says that the decision waits, and it is taken once when one comes', async () => {
  const { handle, path, page } = await parked(paidInUnknownAsset())
  await stopWorker()
  const sent = await visitor.submit(page, path, { decision: 'skip', ...REASON })
  expect(sent.headers.get('location')).toContain('done=pending')
  expect((await visitor.get(sent.headers.get('location') ?? '')).text).toContain('No worker has taken it yet')
  stopWorker = await harness.startWorker()
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['books'] })
  await eventually(
    async () => (await journalOf(harness, handle)).at(0)?.outcome === 'applied' || undefined,
    'journal',
  )
})
