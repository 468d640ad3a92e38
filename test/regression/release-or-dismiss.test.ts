import { afterAll, beforeAll, expect, test } from 'vitest'
import { releaseDelivery } from '../../src/api/replay/release-delivery.ts'
import { dismissQuarantined, readQuarantined } from '../../src/inbox/quarantined.ts'
import { paidSession } from '../support/stripe-events.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'a test of theirs' }

test('a delivery that one operator dismisses while another releases it becomes no event', async () => {
  const { harness, webhooks, deps, deliver } = service
  const { eventKey, paymentId, owner } = await deliver()
  const other = { eventId: eventKey, paymentIntent: paymentId, userId: owner.slice(5), cents: 2_500 }
  await webhooks.deliver('stripe', paidSession(other))
  const [row] = await harness.query<{ id: string }>(
    'select id::text from inbox.quarantine where event_key = $1',
    [eventKey],
  )
  const delivery = await readQuarantined(harness.pool, row?.id ?? '')
  if (delivery === undefined) throw new Error('it is in quarantine')
  expect(await dismissQuarantined(harness.pool, delivery.id, BY)).toBe(true)
  expect(await releaseDelivery(deps, delivery, BY)).toBe('ended')
  expect(await harness.query('select 1 from inbox.event where event_key like $1', [`${eventKey}~%`])).toEqual(
    [],
  )
})
