import { afterAll, beforeAll, expect, test } from 'vitest'
import { createActivities } from '../../src/activities/index.ts'
import { readPolicy } from '../../src/policy.ts'
import { paid, paidByNobody, paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'

let harness: Harness
beforeAll(async () => {
  harness = await createHarness()
})
afterAll(() => harness.teardown())

const refOf = ({ endpoint, eventKey }: { endpoint: string; eventKey: string }) => ({ endpoint, eventKey })

test('an amendment is checked, kept with the event, and seen by every later plan', async () => {
  const { amendEvent, replanEvent } = createActivities(harness.deps)
  const event = paidByNobody()
  await harness.start(event)
  await amendEvent({ ...refOf(event), amendment: { owner: 'grace' } })
  await amendEvent({ ...refOf(event), amendment: { orderReference: 'ORD-7' } })
  const { event: corrected, plan } = await replanEvent(refOf(event))
  expect(corrected).toMatchObject({
    owner: { owner: 'user:grace', source: 'amend' },
    orderReference: 'ORD-7',
  })
  expect(plan.statement).toMatchObject({ owner: { owner: 'user:grace' }, orderReference: 'ORD-7' })
})

test('error: an amendment that does not fit changes nothing', async () => {
  const { amendEvent, replanEvent } = createActivities(harness.deps)
  const event = paid()
  await harness.start(event)
  const wrong = amendEvent({ ...refOf(event), amendment: { asset: 'EUR', amount: '1' } })
  await expect(wrong).rejects.toMatchObject({ code: 'INVALID_DECISION', retryable: false })
  expect((await replanEvent(refOf(event))).plan.statement.fact).toMatchObject({
    asset: 'USD',
    amount: '1999',
  })
})

test('a plan is made by the policy of today', async () => {
  const event = paidInUnknownAsset()
  await harness.start(event)
  const today = readPolicy({ assets: { XYZ: { scale: 0 } } })
  const { plan } = await createActivities({ ...harness.deps, policy: today }).replanEvent(refOf(event))
  expect(plan).not.toHaveProperty('problem')
  expect(plan.statement.fact).toMatchObject({ asset: 'XYZ', amount: '5' })
})

test('error: an event that asks for nothing by the policy of today is left to the operator', async () => {
  const event = paid({ livemode: false })
  await harness.start(event)
  const today = readPolicy({ endpoints: { stripe: { mode: 'live' } } })
  const planned = createActivities({ ...harness.deps, policy: today }).replanEvent(refOf(event))
  await expect(planned).rejects.toMatchObject({
    code: 'INVALID_DECISION',
    message: expect.stringContaining('send skip or abort'),
  })
})

test('error: an event the inbox does not have cannot be planned', async () => {
  const { replanEvent } = createActivities(harness.deps)
  await expect(replanEvent({ endpoint: 'stripe', eventKey: 'none' })).rejects.toMatchObject({
    code: 'EVENT_NOT_FOUND',
  })
})
