import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRelay } from '../../src/api/relay.ts'
import { replayEvent } from '../../src/api/replay/replay-event.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { createLogger } from '../../src/logger.ts'
import { startMerchantApp } from '../support/merchant-app.ts'
import { startOperatorApi } from '../support/operator-api.ts'
import { storeEvent } from '../support/stored-event.ts'
import { paidSession } from '../support/stripe-events.ts'
import { deliveringTo, TELLING_POLICY } from './support/delivering.ts'
import { available, eventually, openPark, transferCount } from './support/observe.ts'
import { type Delivered, type ReplayService, startReplayService } from './support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'the policy was wrong' }
const replay = (id: string) => service.operator.ask('POST', `/events/${id}/replay`, BY)
const shown = async (id: string) => (await service.operator.ask('GET', `/events/${id}`)).body
const handleOf = (workflowId: string) => service.harness.environment.client.workflow.getHandle(workflowId)
const set = (id: string, what: string, value: unknown) =>
  service.harness.query(`update inbox.event set ${what} where id = $1`, [id, value])

test('an event replayed credits nothing twice; its signature is judged anew, and what it was is kept', async () => {
  const { harness, stateReached } = service
  const event = await service.deliver()
  await handleOf(event.workflowId).result()
  const before = await transferCount(harness)
  const answer = await replay(event.id)
  expect(answer).toMatchObject({
    status: 202,
    body: { outcome: 'started', reverified: 'ok', workflowId: event.workflowId },
  })
  expect(await handleOf(event.workflowId).result()).toMatchObject({
    outcome: 'fulfilled',
    orderStatus: 'paid',
  })
  await stateReached(event.eventKey, 'fulfilled')
  expect(await transferCount(harness)).toBe(before)
  expect(await available(harness, event.owner)).toBe('1999')
  expect(await shown(event.id)).toMatchObject({
    replays: [
      {
        ...BY,
        outcome: 'planned',
        reverified: 'ok',
        former: { state: 'fulfilled', plan: { type: 'fulfil' } },
      },
    ],
  })
})

test('error: an event whose workflow is parked is not replayed; the answer names the park', async () => {
  const event = await service.deliver({ currency: 'xyz', state: 'parked' })
  const { parkId } = await openPark(service.harness, handleOf(event.workflowId))
  const { status, body } = await replay(event.id)
  expect(status).toBe(409)
  expect(body.detail).toContain(parkId)
  expect(await shown(event.id)).toMatchObject({ replays: [], state: 'parked' })
})

test('error: a body that the secret which verified it does not verify is not replayed', async () => {
  const event = await service.deliver()
  await set(event.id, `raw = raw || $2::bytea`, Buffer.from(' '))
  const { status, body } = await replay(event.id)
  expect(status).toBe(409)
  expect(body.detail).toContain('does not verify')
  expect(await shown(event.id)).toMatchObject({ replays: [], state: 'fulfilled' })
})

test('error: an event that is read as another payment today is not replayed: what was done would be done again', async () => {
  const event = await service.deliver()
  await set(event.id, `event = jsonb_set(event, '{paymentId}', to_jsonb($2::text))`, 'pi_as_read_before')
  const { status, body } = await replay(event.id)
  expect(status).toBe(409)
  expect(body.detail).toContain('another payment')
})

test('error: a delivery in quarantine is released, not replayed', async () => {
  expect(await replay('q1')).toMatchObject({ status: 400 })
  expect(await replay('999999999')).toMatchObject({ status: 404 })
})

test('an event of a type that nobody knew when it came is fulfilled once it is known', async () => {
  const { harness } = service
  const name = randomBytes(6).toString('hex')
  const raw = paidSession({ eventId: `evt_${name}`, paymentIntent: `pi_${name}`, userId: name, cents: 500 })
  const { id, eventKey, workflowId } = await storeEvent(harness.pool, {
    eventKey: `evt_${name}`,
    state: 'ignored',
    type: 'unknown',
    paymentId: null,
    raw,
    event: { endpoint: 'stripe', account: 'stripe', eventKey: `evt_${name}` },
  })
  await set(id, 'plan = $2', { type: 'record', state: 'ignored', reason: 'unknown type' })
  expect(await replay(id)).toMatchObject({ status: 202, body: { reverified: 'secret-gone' } })
  await handleOf(workflowId).result()
  await service.stateReached(eventKey, 'fulfilled')
  expect(await available(harness, `user:${name}`)).toBe('500')
  expect(await shown(id)).toMatchObject({ type: 'payment.succeeded', paymentId: `pi_${name}` })
})

test('an event that asks for nothing, today too, is read anew and starts nothing', async () => {
  const name = randomBytes(6).toString('hex')
  const raw = JSON.stringify({
    id: `evt_${name}`,
    object: 'event',
    type: 'nobody.knows',
    created: 1,
    data: { object: {} },
  })
  const { id } = await storeEvent(service.harness.pool, {
    eventKey: `evt_${name}`,
    state: 'ignored',
    type: 'unknown',
    raw,
  })
  await set(id, 'plan = $2', { type: 'record', state: 'ignored', reason: 'unknown type' })
  expect(await replay(id)).toMatchObject({ status: 200, body: { outcome: 'recorded' } })
  expect(await shown(id)).toMatchObject({ state: 'ignored', replays: [{ outcome: 'recorded' }] })
})

test('an erased body is replayed by what was read of it before', async () => {
  const { harness } = service
  const event = await service.deliver()
  await handleOf(event.workflowId).result()
  await set(event.id, `raw = null, headers = '{}', erased_at = $2`, new Date())
  expect(await replay(event.id)).toMatchObject({ status: 202, body: { reverified: 'raw-gone' } })
  await handleOf(event.workflowId).result()
  expect(await available(harness, event.owner)).toBe('1999')
})

test('what an operator had corrected is still corrected after a replay', async () => {
  const { harness } = service
  const event = await service.deliver()
  await handleOf(event.workflowId).result()
  await set(event.id, 'amendment = $2', { owner: `user:amended-${event.eventKey}` })
  expect(await replay(event.id)).toMatchObject({ status: 202 })
  await handleOf(event.workflowId).result()
  expect(await available(harness, `user:amended-${event.eventKey}`)).toBe('1999')
  expect(await available(harness, event.owner)).toBe('0')
})

test('an aborted event is taken up again', async () => {
  const { harness, deliver, stateReached } = service
  const event = await deliver({ currency: 'xyz', state: 'parked' })
  const handle = handleOf(event.workflowId)
  const { parkId } = await openPark(harness, handle)
  await handle.signal('decide', { decisionId: parkId, parkId, decision: 'abort', ...BY })
  await handle.result()
  await stateReached(event.eventKey, 'aborted')
  expect(await replay(event.id)).toMatchObject({ status: 202 })
  await stateReached(event.eventKey, 'parked')
  expect((await openPark(harness, handle)).parkId).not.toBe(parkId)
})

test('a crash between the new plan and its start loses nothing: the sweeper starts it', async () => {
  const { harness, deps, temporal, stateReached } = service
  const event = await service.deliver()
  await handleOf(event.workflowId).result()
  const before = await transferCount(harness)
  const crashing = { ...temporal, start: () => Promise.reject(new Error('the process dies here')) }
  expect(await replayEvent({ ...deps, temporal: crashing }, event.id, BY)).toMatchObject({
    outcome: 'waiting',
  })
  await stateReached(event.eventKey, 'received')
  // The lease of whoever was to start it runs out.
  await set(event.id, 'claimed_until = $2', new Date(Date.now() - 1_000))
  const log = createLogger('silent', 'test')
  const relay = createRelay({ pool: harness.pool, temporal, log })
  await restartLost({ pool: harness.pool, relay, temporal, policy: deps.policy, log })
  await relay.drain()
  await stateReached(event.eventKey, 'fulfilled')
  expect(await transferCount(harness)).toBe(before)
})

test('two replays at once are one', async () => {
  const event = await service.deliver()
  await handleOf(event.workflowId).result()
  const answers = await Promise.all([replay(event.id), replay(event.id), replay(event.id)])
  const replays = (await shown(event.id)).replays as unknown[]
  expect(replays.length).toBe(answers.filter(({ status }) => status === 202).length)
  await service.stateReached(event.eventKey, 'fulfilled')
  expect(await available(service.harness, event.owner)).toBe('1999')
})

test('what was skipped is done by a replay, once: the next one finds it done', async () => {
  const { harness, temporal, stopWorker } = service
  const telling = await startOperatorApi({
    pool: harness.pool,
    ledger: harness.ledger,
    temporal,
    policy: TELLING_POLICY,
  })
  const app = await startMerchantApp()
  try {
    const event = await service.deliver()
    await handleOf(event.workflowId).result()
    const again = async (of: Delivered) => {
      expect(await telling.ask('POST', `/events/${of.id}/replay`, BY)).toMatchObject({ status: 202 })
      await handleOf(of.workflowId).result()
    }
    await again(event)
    expect(await effectsOf(event)).toEqual(['skipped'])
    await stopWorker()
    await harness.startWorker(deliveringTo(harness, app))
    await again(event)
    expect(await effectsOf(event)).toEqual(['done'])
    await again(event)
    await eventually(async () => (app.calls.length > 0 ? true : undefined), 'the app is called')
    expect(app.calls.map(({ id }) => id)).toEqual([`stripe:${event.paymentId}:deliver`])
    expect(await available(harness, event.owner)).toBe('1999')
  } finally {
    app.stop()
    await telling.stop()
  }
})

const effectsOf = async ({ paymentId }: Delivered) =>
  (
    await service.harness.query<{ state: string }>(
      `select state from ledger.effect where payment_id = $1 and effect = 'deliver'`,
      [paymentId],
    )
  ).map(({ state }) => state)
