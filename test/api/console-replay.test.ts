import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Visitor, visitorOf } from '../support/console-visitor.ts'
import { paidSession } from '../support/stripe-events.ts'
import { transferCount } from '../workflows/support/observe.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

const SAID = { actor: 'Ada', reason: 'the policy was wrong' }

let service: ReplayService
let visitor: Visitor
beforeAll(async () => {
  service = await startReplayService()
  visitor = visitorOf(service.operator.url)
  await visitor.logIn()
})
afterAll(() => service.teardown())

const send = async (id: string, what: string) => {
  const page = await visitor.get(`/console/events/${id}`)
  return await visitor.submit(page, `/console/events/${id}/${what}`, SAID)
}
const follow = async ({ headers }: { readonly headers: Headers }) =>
  (await visitor.get(headers.get('location') ?? '')).text

/** A delivery under the key of an event that was there first, and names another amount; resolves with its id. */
const contradiction = async (): Promise<string> => {
  const { id, eventKey, paymentId, owner } = await service.deliver()
  const userId = owner.slice('user:'.length)
  const other = paidSession({ eventId: eventKey, paymentIntent: paymentId, userId, cents: 2_500 })
  await service.webhooks.deliver('stripe', other)
  const { body } = await service.operator.ask('GET', `/events/${id}`)
  return String((body.quarantined as string[])[0])
}

test('an event is replayed from its page: nothing is credited twice, and the page tells who asked, and why', async () => {
  const event = await service.deliver()
  await service.harness.environment.client.workflow.getHandle(event.workflowId).result()
  const before = await transferCount(service.harness)
  const sent = await send(event.id, 'replay')
  expect(sent.headers.get('location')).toBe(`/console/events/${event.id}?done=replay-started`)
  await service.harness.environment.client.workflow.getHandle(event.workflowId).result()
  const page = await follow(sent)
  for (const told of ['Its workflow runs again', SAID.reason, 'planned']) expect(page).toContain(told)
  expect(await transferCount(service.harness)).toBe(before)
})

test('error: what cannot be replayed says why', async () => {
  const event = await service.deliver({ currency: 'xyz', state: 'parked' })
  expect(await send(event.id, 'replay')).toMatchObject({
    status: 409,
    text: expect.stringContaining('parked'),
  })
})

test('a contradiction is released from its page, and the page leads to the event it is now', async () => {
  const id = await contradiction()
  const shown = (await visitor.get(`/console/events/${id}`)).text
  for (const told of ['minor 1999.', 'minor 2500.']) expect(shown).toContain(told)
  expect(await follow(await send(id, 'release'))).toMatch(/Released: this is the event[\s\S]*~\d+/)
  expect((await visitor.get(`/console/events/${id}`)).text).not.toContain('Release it')
})

test('a contradiction is dismissed from its page, and stands among the dead letters until then', async () => {
  const id = await contradiction()
  const letters = '/console/dead-letters?kind=quarantined&fault=theirs'
  expect((await visitor.get(letters)).text).toContain(`quarantine release ${id} `)
  expect(await follow(await send(id, 'dismiss'))).toContain('Dismissed: it is kept')
  expect((await visitor.get(letters)).text).not.toContain(`quarantine release ${id} `)
})
