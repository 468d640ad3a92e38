import { afterAll, beforeAll, expect, test } from 'vitest'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { paid } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { available, transferCount } from './support/observe.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
})
afterAll(() => harness.teardown())

test('an event replayed after the translator has learnt to read more of it credits nothing twice', async () => {
  const event = paid()
  const first = await harness.start(event)
  await first.result()
  const before = await transferCount(harness)

  const readToday: PaymentEvent = {
    ...event,
    refs: [`in_${event.paymentId}`],
    orderReference: `order-${event.paymentId}`,
    network: 'polygon',
  }
  const replayed = await harness.environment.client.workflow.start('fulfilPayment', {
    workflowId: first.workflowId,
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    taskQueue: harness.taskQueue,
    args: [{ event: readToday, plan: planFor(readToday, harness.deps.policy) }],
  })

  expect(await replayed.result()).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid' })
  expect(await transferCount(harness)).toBe(before)
  expect(await available(harness, `user:${event.paymentId}`)).toBe('1999')
})
