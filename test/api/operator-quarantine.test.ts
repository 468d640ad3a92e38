import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../cli/support.ts'
import { OPERATOR_API_KEY } from '../support/operator-api.ts'
import { park, storeEvent } from '../support/stored-event.ts'
import { paidSession } from '../support/stripe-events.ts'
import { available, eventually } from '../workflows/support/observe.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada@example.test', reason: 'they wrote: bob@example.test is right' }
const ask = (method: string, path: string, body?: unknown) => service.operator.ask(method, path, body)
const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: service.operator.url }, ...argv)
const failedNow = async () => (await ask('GET', '/stats')).body.failed

/** An event, and a second delivery under its key that names another amount; resolves with the id it has in quarantine. */
const contradicted = async () => {
  const event = await service.deliver()
  const { eventKey, paymentId, owner } = event
  const other = paidSession({
    eventId: eventKey,
    paymentIntent: paymentId,
    userId: owner.slice('user:'.length),
    cents: 2_500,
  })
  const { body } = await service.webhooks.deliver('stripe', other)
  expect(body).toMatchObject({ quarantined: true })
  const [id] = (await ask('GET', `/events/${event.id}`)).body.quarantined as [string]
  return { ...event, quarantined: id }
}

test('a delivery in quarantine is shown with what it says and what was said before', async () => {
  const { id, quarantined } = await contradicted()
  expect((await ask('GET', `/events/${quarantined}`)).body).toMatchObject({
    contradicts: id,
    differs: [{ fact: 'amount', stored: 'minor 1999.', delivered: 'minor 2500.' }],
    releasedAt: null,
    dismissedAt: null,
  })
  expect((await cli('quarantine', 'show', quarantined)).out).toMatch(/amount +minor 1999\. +minor 2500\./)
  expect((await cli('quarantine', 'list')).out).toContain('quarantined')
})

test('released it is an event of its own, and the books judge the contradiction: no money moves by itself', async () => {
  const { eventKey, quarantined, owner, paymentId } = await contradicted()
  const { status, body } = await ask('POST', `/events/${quarantined}/release`, BY)
  expect(status).toBe(202)
  expect(body.eventKey).toBe(`${eventKey}~${quarantined.slice(1)}`)
  const released = await eventually(async () => {
    const { body: shown } = await ask('GET', `/events/${String(body.id)}`)
    return shown.state === 'parked' ? shown : undefined
  }, 'the released event parks')
  expect(released).toMatchObject({ paymentId, park: { code: 'EFFECT_CONFLICT' } })
  expect(await available(service.harness, owner)).toBe('1999')
  expect((await ask('GET', `/events/${quarantined}`)).body).toMatchObject({
    releasedAt: expect.any(String),
    closedBecause: 'they wrote: [address] is right',
    closedBy: expect.stringMatching(/^email:/),
  })
  expect(await ask('POST', `/events/${quarantined}/release`, BY)).toMatchObject({ status: 409 })
  expect(await ask('POST', `/events/${quarantined}/dismiss`, BY)).toMatchObject({ status: 409 })
  const replayed = await ask('POST', `/events/${String(body.id)}/replay`, BY)
  expect(replayed).toMatchObject({ status: 409, body: { detail: expect.stringContaining('parked') } })
})

test('released before it was noted, it is the same event when it is asked for again', async () => {
  const { quarantined } = await contradicted()
  const first = await ask('POST', `/events/${quarantined}/release`, BY)
  await service.harness.query('update inbox.quarantine set released_at = null where id = $1', [
    quarantined.slice(1),
  ])
  expect(await ask('POST', `/events/${quarantined}/dismiss`, BY)).toMatchObject({ status: 409 })
  const again = await ask('POST', `/events/${quarantined}/release`, BY)
  expect(again.body).toEqual(first.body)
})

test('dismissed it is kept, counted no more, and not released', async () => {
  const before = Number(await failedNow())
  const { quarantined } = await contradicted()
  expect(await failedNow()).toBe(before + 1)
  const { code, out } = await cli('quarantine', 'dismiss', quarantined, '--reason', 'a test of theirs')
  expect({ code, out }).toEqual({ code: 0, out: 'dismissed' })
  expect(await failedNow()).toBe(before)
  expect((await ask('GET', `/events/${quarantined}?raw=1`)).body).toMatchObject({
    dismissedAt: expect.any(String),
    closedBecause: 'a test of theirs',
    raw: expect.any(String),
  })
  expect(await ask('POST', `/events/${quarantined}/release`, BY)).toMatchObject({ status: 409 })
})

test('error: an erased delivery cannot be released', async () => {
  const { quarantined } = await contradicted()
  await service.harness.query(`update inbox.quarantine set raw = null where id = $1`, [quarantined.slice(1)])
  const { status, body } = await ask('POST', `/events/${quarantined}/release`, BY)
  expect([status, body.detail]).toEqual([409, expect.stringContaining('erased')])
  expect(await ask('POST', '/events/q999999/release', BY)).toMatchObject({ status: 404 })
})

test('dead letters are told with whose fault they are and how to go on, the oldest first, page by page', async () => {
  const { pool } = service.harness
  await pool.query(`update inbox.park set closed_at = now() where closed_at is null`)
  await pool.query(`update inbox.quarantine set dismissed_at = now() where released_at is null`)
  const { id, quarantined } = await contradicted()
  const day = (n: number) => `2026-01-0${n}T00:00:00Z`
  await pool.query('update inbox.quarantine set received_at = $2 where id = $1', [
    quarantined.slice(1),
    day(3),
  ])
  await park(pool, { workflowId: "shop:it's", parkId: 'books-1-abc', since: day(1) })
  await park(pool, { workflowId: 'shop:mint', parkId: 'mint-1-abc', since: day(2) })
  await pool.query(
    `update inbox.park set code = 'SIGNER_UNFUNDED', message = 'no gas' where park_id = 'mint-1-abc'`,
  )
  const aborted = await storeEvent(pool, { endpoint: 'rach', eventKey: 'evt_gone', state: 'aborted' })
  await pool.query('update inbox.event set processed_at = $2 where id = $1', [aborted.id, day(4)])
  await park(pool, { workflowId: aborted.workflowId, closed: true })

  const seen: unknown[] = []
  for (let cursor = ''; ; ) {
    const { body } = await ask('GET', `/dead-letters?limit=1${cursor}`)
    seen.push(...(body.data as unknown[]))
    if (body.nextCursor === null) break
    cursor = `&cursor=${String(body.nextCursor)}`
  }
  expect(seen).toMatchObject([
    {
      kind: 'parked',
      fault: 'theirs',
      command: `quittance decide 'shop:it'\\''s' books-1-abc retry --reason "..."`,
    },
    { kind: 'parked', fault: 'ours', code: 'SIGNER_UNFUNDED' },
    {
      kind: 'quarantined',
      fault: 'theirs',
      command: `quittance quarantine release ${quarantined} --reason "..."`,
    },
    { kind: 'aborted', fault: 'theirs', command: 'quittance replay rach evt_gone --reason "..."' },
  ])
  const ours = (await ask('GET', '/dead-letters?fault=ours')).body.data as unknown[]
  expect(ours).toMatchObject([{ workflowId: 'shop:mint' }])
  const { out } = await cli('dead-letters', '--kind', 'quarantined')
  expect(out).toMatch(/^SINCE +KIND +FAULT +COMMAND +WHY\n/)
  expect(out).toContain(`quarantine release ${quarantined}`)
  expect(id).not.toBe('')
})

test('refusals are told by endpoint and reason', async () => {
  const { pool } = service.harness
  for (const [endpoint, reason] of [
    ['stripe', 'wrong_signature'],
    ['stripe', 'stale_timestamp'],
    ['rach', 'wrong_signature'],
  ])
    await pool.query(
      `insert into inbox.refusal (endpoint, reason, size, body_sha256, peer) values ($1, $2, 12, 'abc', '192.0.2.1')`,
      [endpoint, reason],
    )
  const { body } = await ask('GET', '/refusals?endpoint=stripe&reason=wrong_signature')
  expect(body.data).toMatchObject([{ endpoint: 'stripe', reason: 'wrong_signature' }])
  const { out } = await cli('refusals', '--endpoint', 'rach')
  expect(out).toMatch(/^AT +ENDPOINT +REASON +FROM +BYTES\n\S+ +rach +wrong_signature +192\.0\.2\.1 +12$/)
})
