import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { databaseMeasurements } from '../../src/api/measurement.ts'
import { createRelay } from '../../src/api/relay.ts'
import { restartLost } from '../../src/api/restart-lost.ts'
import { readWaiting } from '../../src/inbox/read-waiting.ts'
import { readPolicy } from '../../src/policy.ts'
import {
  deliverTo,
  type EndpointApis,
  IN_FORCE,
  type Made,
  paid,
  startEndpointApis,
  WHY,
} from '../support/endpoint-apis.ts'
import { paidSession } from '../support/stripe-events.ts'
import type { WebhookApi } from '../support/webhook-api.ts'

let started: EndpointApis
let api: WebhookApi

beforeAll(async () => {
  started = await startEndpointApis()
  api = started.apis[0]
})
afterAll(() => started?.stop())

const change = (slug: string, what: 'pause' | 'resume') =>
  started.operator.ask('POST', `/endpoints/${slug}/${what}`, WHY)

const unstarted = async (slug: string): Promise<number> =>
  (await api.pool.query('select from inbox.event where endpoint = $1 and started_at is null', [slug]))
    .rowCount ?? 0

/** Until the process knows that the endpoint is paused: what it is sent is not started. */
const isKept = async (made: Made): Promise<void> => {
  await expect
    .poll(async () => {
      const before = api.starts.length
      expect((await deliverTo(api, made, paid())).status).toBe(200)
      await api.settle()
      return api.starts.length - before
    }, IN_FORCE)
    .toBe(0)
}

const startsOf = (slug: string): string[] => api.starts.filter((id) => id.startsWith(`${slug}:`))

/** As if it had come a while ago, where the sweeper takes notice. */
const age = (slug: string) =>
  api.pool.query("update inbox.event set received_at = received_at - interval '1 hour' where endpoint = $1", [
    slug,
  ])

test('a paused endpoint verifies, keeps and answers 200, and starts nothing; resumed, all that waits is started once', async () => {
  const made = await started.create()
  expect((await deliverTo(api, made, paid())).status).toBe(200)
  await api.settle()
  expect(startsOf(made.slug)).toHaveLength(1)

  expect((await change(made.slug, 'pause')).body.pausedAt).toEqual(expect.any(String))
  await isKept(made)
  const before = startsOf(made.slug)
  for (let n = 0; n < 25; n++) expect((await deliverTo(api, made, paid())).status).toBe(200)
  expect((await deliverTo(api, { ...made, secret: `whsec_${btoa('another')}` })).status).toBe(401)
  await age(made.slug)
  // Two sweeps of either process.
  const other = await started.create()
  await deliverTo(api, other, paid())
  await api.settle()
  await api.pool.query(
    "update inbox.event set started_at = null, received_at = now() - interval '1 hour' where endpoint = $1",
    [other.slug],
  )
  await expect.poll(() => unstarted(other.slug), IN_FORCE).toBe(0)
  expect(startsOf(made.slug)).toEqual(before)
  expect(await unstarted(made.slug)).toBeGreaterThanOrEqual(26)

  expect(await change(made.slug, 'resume')).toMatchObject({ status: 200, body: { pausedAt: null } })
  await expect.poll(() => unstarted(made.slug), { timeout: 30_000, interval: 200 }).toBe(0)
  const { rows } = await api.pool.query<{ id: string }>(
    'select workflow_id as id from inbox.event where endpoint = $1 order by received_at',
    [made.slug],
  )
  const ids = started.apis.flatMap(({ starts }) => starts).filter((id) => id.startsWith(`${made.slug}:`))
  expect([...ids].sort()).toEqual(rows.map(({ id }) => id).sort())
  await expect
    .poll(async () => {
      await deliverTo(api, made, paid())
      await api.settle()
      return unstarted(made.slug)
    }, IN_FORCE)
    .toBe(0)
})

test('alarms and metrics leave out what a paused endpoint keeps, and nothing else', async () => {
  const made = await started.create()
  await change(made.slug, 'pause')
  await isKept(made)
  await age(made.slug)
  const { pool } = started.operator.deps
  const figure = async (name: string) => {
    const [reading] =
      (await databaseMeasurements(pool)
        .find((one) => one.name === name)
        ?.read()) ?? []
    return reading?.value ?? Number.NaN
  }
  // Whatever else is under way here came within seconds.
  expect(await figure('inbox_oldest_unstarted_seconds')).toBeLessThan(1_800)
  expect((await readWaiting(pool)).unstartedSince?.getTime() ?? Date.now()).toBeGreaterThan(
    Date.now() - 1_800_000,
  )
  await api.pool.query('update inbox.endpoint set paused_at = null where slug = $1', [made.slug])
  expect((await readWaiting(pool)).unstartedSince?.getTime()).toBeLessThan(Date.now() - 1_800_000)
})

test('what was started before the pause and has lost its workflow waits, too', async () => {
  const made = await started.create()
  await deliverTo(api, made, paid())
  await api.settle()
  const [workflowId = ''] = startsOf(made.slug)
  await api.temporal.client.workflow.getHandle(workflowId).terminate('lost')
  await api.pool.query("update inbox.event set started_at = now() - interval '1 hour' where endpoint = $1", [
    made.slug,
  ])
  const check = async () => {
    const { pool, temporal } = api
    const log = pino({ level: 'silent' })
    const relay = createRelay({ pool, temporal, log })
    await restartLost({ pool, relay, temporal, policy: readPolicy({}), log }, { olderThanMs: 60_000 })
    await relay.drain()
  }
  await change(made.slug, 'pause')
  await check()
  expect(await api.temporal.status(workflowId)).not.toBe('running')
  await change(made.slug, 'resume')
  await check()
  expect(await api.temporal.status(workflowId)).toBe('running')
})

test('an endpoint of the environment can be paused and resumed', async () => {
  await change('stripe', 'pause')
  const { body } = await started.operator.ask('GET', '/endpoints?slug=stripe')
  expect(body.data).toMatchObject([{ slug: 'stripe', pausedAt: expect.any(String) }])
  const sale = () => {
    const id = randomBytes(5).toString('hex')
    return paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: id, cents: 100 })
  }
  const areKept = async (): Promise<boolean> => {
    const before = await unstarted('stripe')
    expect(await api.deliver('stripe', sale())).toMatchObject({ status: 200, body: { duplicate: false } })
    await api.settle()
    return (await unstarted('stripe')) > before
  }
  await expect.poll(areKept, IN_FORCE).toBe(true)
  await change('stripe', 'resume')
  await expect.poll(() => unstarted('stripe'), { timeout: 30_000, interval: 200 }).toBe(0)
  await expect.poll(areKept, IN_FORCE).toBe(false)
})
