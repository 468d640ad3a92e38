import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { runCli } from '../../src/cli/program.ts'
import { startReplays } from '../../src/temporal-replays.ts'
import { run } from '../cli/support.ts'
import { OPERATOR_API_KEY } from '../support/operator-api.ts'
import { keepHistory } from './support/keep-history.ts'
import { available, detailsOf, eventually, transferCount } from './support/observe.ts'
import { type Delivered, type ReplayService, startReplayService } from './support/replaying.ts'

let service: ReplayService
let events: readonly Delivered[]
beforeAll(async () => {
  service = await startReplayService()
  events = await Promise.all(Array.from({ length: 6 }, () => service.deliver()))
  for (const { workflowId } of events) await handleOf(workflowId).result()
}, 60_000)
beforeEach(async () => {
  for (const { eventKey } of events) await service.stateReached(eventKey, 'fulfilled')
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'rates were missing' }
const handleOf = (workflowId: string) => service.harness.environment.client.workflow.getHandle(workflowId)
const replayAll = (filter: object, more: object = {}) =>
  service.operator.ask('POST', '/events/replay', { filter, ...BY, ...more })
const progress = async (id: unknown) => (await service.operator.ask('GET', `/replays/${String(id)}`)).body
const ended = (id: unknown) =>
  eventually(async () => {
    const found = await progress(id)
    return found.state === 'running' ? undefined : found
  }, 'the replay ends')

test('a dry run counts by endpoint and state, and replays nothing', async () => {
  const { status, body } = await replayAll({ state: 'fulfilled' }, { dryRun: true })
  expect(status).toBe(200)
  expect(body).toEqual({ count: 6, by: [{ state: 'fulfilled', endpoint: 'stripe', events: 6 }] })
  expect(await service.harness.query('select 1 from inbox.replay')).toEqual([])
  expect(await replayAll({ state: 'aborted' })).toMatchObject({ status: 200, body: { count: 0, by: [] } })
})

test.each([
  [{ filter: {} }, /choose/],
  [{ filter: { state: 'quarantined' } }, /state/],
  [{ filter: { state: 'fulfilled' }, ratePerSecond: 51 }, /ratePerSecond/],
  [{ filter: { state: 'fulfilled' }, reason: '' }, /reason/],
])('error: %j is refused', async (given, detail) => {
  const { status, body } = await service.operator.ask('POST', '/events/replay', { ...BY, ...given })
  expect(status).toBe(422)
  expect(body.detail).toMatch(detail)
})

test('all that match are replayed, so many a second; balances stay, and it says how far it is', async () => {
  const before = await transferCount(service.harness)
  const { status, body } = await replayAll(
    { state: 'fulfilled', type: 'payment.succeeded' },
    { ratePerSecond: 4 },
  )
  expect(status).toBe(202)
  const handle = handleOf(String(body.workflowId))
  const result = await handle.result()
  expect(result).toMatchObject({ outcome: 'done', replayed: 6, refused: 0 })
  expect(await progress(body.id)).toMatchObject({
    state: 'done',
    total: 6,
    planned: 6,
    refused: 0,
    filter: { state: 'fulfilled' },
    ...BY,
  })
  expect(await detailsOf(handle)).toContain('6 of about 6')
  for (const { eventKey, owner } of events) {
    await service.stateReached(eventKey, 'fulfilled')
    expect(await available(service.harness, owner)).toBe('1999')
  }
  expect(await transferCount(service.harness)).toBe(before)
  await keepHistory(handle, 'replayed')
  expect(await service.operator.ask('POST', `/replays/${String(body.id)}/stop`, BY)).toMatchObject({
    status: 409,
  })
})

test('what cannot be replayed is passed over, and says why', async () => {
  const parked = await service.deliver({ currency: 'xyz', state: 'parked' })
  const { body } = await replayAll({ state: 'parked' })
  expect(await ended(body.id)).toMatchObject({
    state: 'done',
    planned: 0,
    refused: 1,
    refusals: [{ eventId: parked.id, why: expect.stringContaining('is parked') }],
  })
})

test.each(['stop', 'cancel'] as const)('told to %s, it ends after what is under way', async (how) => {
  const { body } = await replayAll({ state: 'fulfilled' }, { ratePerSecond: 1 })
  await eventually(
    async () => (Number((await progress(body.id)).planned) > 0 ? true : undefined),
    'it has begun',
  )
  const handle = handleOf(String(body.workflowId))
  if (how === 'cancel') await handle.cancel()
  else
    expect(await service.operator.ask('POST', `/replays/${String(body.id)}/stop`, BY)).toMatchObject({
      status: 202,
    })
  const found = await ended(body.id)
  expect(found).toMatchObject({ state: 'stopped', total: 6 })
  expect(Number(found.planned)).toBeLessThan(6)
})

test('interrupted half-way it goes on where it was: no event is replayed twice', async () => {
  service.interruptAfter(3)
  const { body } = await replayAll({ state: 'fulfilled' }, { ratePerSecond: 50 })
  expect(body.count).toBe(6)
  // What the interrupted attempt had done is not told; it is in the log.
  await handleOf(String(body.workflowId)).result()
  expect(await progress(body.id)).toMatchObject({ state: 'done', planned: 6, refused: 0 })
  for (const { eventKey } of events) await service.stateReached(eventKey, 'fulfilled')
  // The same run once more, as after a crash that kept nothing of where it was.
  const again = await service.temporal.client.workflow.start('replayEvents', {
    taskQueue: service.harness.taskQueue,
    workflowId: `again-${randomUUID()}`,
    args: [{ runId: body.id, total: 6, ratePerSecond: 50 }],
  })
  expect(await again.result()).toMatchObject({ outcome: 'done', replayed: 0 })
  expect(await progress(body.id)).toMatchObject({ planned: 6 })
  for (const { owner } of events) expect(await available(service.harness, owner)).toBe('1999')
})

test('continued as a new run, it goes on behind the last event, and counts on', async () => {
  const { temporal, harness, deps } = service
  const { body } = await replayAll({ state: 'fulfilled' }, { ratePerSecond: 50 })
  await handleOf(String(body.workflowId)).result()
  const runId = randomUUID()
  await deps.pool.query(
    `insert into inbox.replay_run (id, filter, after_id, up_to_id, total, rate_per_second, actor, reason)
     select $1, filter, after_id, up_to_id, total, rate_per_second, actor, reason from inbox.replay_run where id = $2`,
    [runId, body.id],
  )
  const after = events.map(({ id }) => id).toSorted((a, b) => Number(a) - Number(b))[3]
  for (const { eventKey } of events) await service.stateReached(eventKey, 'fulfilled')
  const handle = await temporal.client.workflow.start('replayEvents', {
    taskQueue: harness.taskQueue,
    workflowId: `continued-${runId}`,
    args: [{ runId, total: 6, ratePerSecond: 50, carried: { after, replayed: 4, refused: 0 } }],
  })
  expect(await handle.result()).toMatchObject({ outcome: 'done', replayed: 6 })
  expect(await progress(runId)).toMatchObject({ planned: 2 })
})

test('one whose workflow is gone says so', async () => {
  const { deps, temporal } = service
  const runId = randomUUID()
  await deps.pool.query(
    `insert into inbox.replay_run (id, filter, after_id, up_to_id, total, rate_per_second, actor, reason)
     values ($1, '{}', 0, 0, 1, 1, 'ada', 'why')`,
    [runId],
  )
  expect(await progress(runId)).toMatchObject({ state: 'lost' })
  await startReplays(temporal, { runId, total: 1, ratePerSecond: 1 })
  expect(await ended(runId)).toMatchObject({ state: 'done' })
})

test('from a shell: one event, a count, and a run that is followed to its end', async () => {
  const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: service.operator.url }, ...argv)
  const [event] = events as readonly [Delivered]
  const one = await cli('replay', 'stripe', event.eventKey, '--reason', 'looked into it')
  expect(one).toMatchObject({ code: 0, out: expect.stringContaining('signature: ok') })
  await service.stateReached(event.eventKey, 'fulfilled')
  const counted = await cli('replay', '--state', 'fulfilled', '--dry-run', '--reason', 'how many')
  expect(counted.out).toMatch(/ENDPOINT +STATE +EVENTS\nstripe +fulfilled +6\nall +6/)
  const followed = await cli(
    'replay',
    '--payment',
    event.paymentId,
    '--rate',
    '50',
    '--reason',
    'again',
    '--json',
  )
  expect(followed).toMatchObject({ code: 0 })
  expect(JSON.parse(followed.out)).toMatchObject({ state: 'done', planned: 1, refused: 0 })
  const id = /replay (\S+)/.exec(followed.err)?.[1] ?? ''
  expect((await cli('replays', 'show', id)).out).toBe('done: 1 started, 0 ask for nothing, 0 refused, of 1')
  expect(await cli('replay', 'stripe', '--state', 'parked', '--reason', 'x')).toMatchObject({ code: 2 })
})

test('whoever watches a run sees a bar grow', async () => {
  const bars: string[] = []
  const env = { OPERATOR_API_KEY, QUITTANCE_URL: service.operator.url }
  const argv = ['replay', '--state', 'fulfilled', '--rate', '3', '--reason', 'watched']
  const code = await runCli(argv, {
    env,
    folder: '/nowhere',
    print: () => undefined,
    note: () => undefined,
    progress: (line) => void bars.push(line),
    sleep: () => sleep(50),
    readInput: async () => '',
  })
  expect(code).toBe(0)
  expect(bars[0]).toMatch(/^\[[#.]{30}\] \d of 6, 0 refused$/)
  expect(bars.at(-1)).toBe('')
})
