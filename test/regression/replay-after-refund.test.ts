import { afterAll, beforeAll, expect, test } from 'vitest'
import { refunded } from '../workflows/support/events.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'all of today once more' }

test('what an operator had given back is not done anew before the books have heard of it: nothing is minted or handed over', async () => {
  const { harness, operator, deliver } = service
  const { id, eventKey, paymentId, workflowId } = await deliver()
  await harness.environment.client.workflow.getHandle(workflowId).result()
  const { key } = await harness.ledger.claimEffect({
    account: 'stripe',
    paymentId,
    effect: 'refund',
    what: ['1'],
    endpoint: 'stripe',
    eventKey,
  })
  await harness.ledger.finishEffect(key, 'done', { refundId: 're_1', amount: '1999', asset: 'USD' })
  const { status, body } = await operator.ask('POST', `/events/${id}/replay`, BY)
  expect(status).toBe(409)
  expect(body.detail).toContain('given back')
  await (await harness.start(refunded({ account: 'stripe', paymentId }))).result()
  expect(await operator.ask('POST', `/events/${id}/replay`, BY)).toMatchObject({ status: 202 })
})
