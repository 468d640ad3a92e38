import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { Relay } from '../../src/api/relay.ts'
import { replayEvent } from '../../src/api/replay/replay-event.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { createLogger } from '../../src/logger.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'the policy was wrong' }
/** Paid, done, and its workflow has ended. */
const fulfilled = async () => {
  const event = await service.deliver()
  await service.harness.environment.client.workflow.getHandle(event.workflowId).result()
  return event
}
const set = (id: string, what: string) =>
  service.harness.query(`update inbox.event set ${what} where id = $1`, [id])

test('error: what a sweeper is just starting, as it was planned before, is not replayed meanwhile', async () => {
  const { id } = await fulfilled()
  await set(id, `state = 'received', started_at = null, claimed_until = now() + interval '20 seconds'`)
  const { status, body } = await service.operator.ask('POST', `/events/${id}/replay`, BY)
  expect(status).toBe(409)
  expect(body.detail).toContain('ask again')
})

test('error: a replay that finds its workflow started by somebody else does not say that it started it', async () => {
  const { deps, temporal } = service
  const { id } = await fulfilled()
  const overtaken = { ...temporal, start: async () => 'already' as const }
  expect(await replayEvent({ ...deps, temporal: overtaken }, id, BY)).toMatchObject({
    outcome: 'refused',
    why: expect.stringContaining('started by somebody else'),
  })
})

test('a lost event that is replayed while a sweeper asks after it is not started as it was planned before', async () => {
  const { harness, deps, temporal } = service
  const { pool } = harness
  const { id } = await fulfilled()
  await set(id, `state = 'parked', started_at = now() - interval '1 hour', claimed_until = null`)
  const away = { ...temporal, start: () => Promise.reject(new Error('Temporal is away')) }
  const status = async (workflowId: string) => {
    const was = await temporal.status(workflowId)
    expect(await replayEvent({ ...deps, temporal: away }, id, BY)).toMatchObject({ outcome: 'waiting' })
    return was
  }
  const start = vi.fn<Relay['start']>(async () => undefined)
  const log = createLogger('silent', 'test')
  await restartLost({ pool, relay: { start }, temporal: { status }, policy: deps.policy, log })
  expect(start).not.toHaveBeenCalled()
})
