import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { credit, statement } from '../ledger/statements.ts'
import { bundleOf, changeByHand, entriesOf, faultOf, kindsOf } from '../support/evidence.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { park, quarantine, storeEvent } from '../support/stored-event.ts'

const READ_KEY = 'a key that only reads'
let api: OperatorApi
let account: string

beforeAll(async () => {
  api = await startOperatorApi({
    operatorKeys: [
      { name: 'operator', role: 'admin', value: OPERATOR_API_KEY },
      { name: 'grafana', role: 'read', value: READ_KEY },
    ],
  })
})
afterAll(() => api.stop())
beforeEach(() => {
  account = `shop-${randomBytes(5).toString('hex')}`
})

const state = (n: number, paymentId: string, fact: Fact, more: Partial<Statement> = {}) =>
  api.deps.ledger.stateFact(statement(account, n, fact, { paymentId, ...more }), { finish: true })

const store = (eventKey: string, paymentId: string, raw = '{"id":"evt"}') =>
  storeEvent(api.deps.pool, { endpoint: account, account, eventKey, paymentId, raw })

test('a payment is found by any of its names; what was shown of two before they were one still holds', async () => {
  await store('evt_1', 'session')
  await state(1, 'session', credit())
  await state(2, 'intent', credit())
  const [session, intent] = [await bundleOf(api, account, 'session'), await bundleOf(api, account, 'intent')]
  await state(3, 'intent', { type: 'link' }, { refs: ['session'] })
  const [one, same] = [await bundleOf(api, account, 'session'), await bundleOf(api, account, 'intent')]
  expect(same.head).toBe(one.head)
  expect(one).toMatchObject({ account, paymentId: 'session', names: ['intent', 'session'] })
  expect(entriesOf(one, 'posting')).toHaveLength(3)
  expect(one.heads.map(({ head, holds }) => [head, holds])).toEqual([
    [session.head, true],
    [intent.head, true],
    [one.head, true],
  ])
})

test('an entry that comes late, with an earlier moment, breaks no head', async () => {
  const { id } = await store('evt_1', 'late')
  await state(1, 'late', credit())
  const before = await bundleOf(api, account, 'late')
  await quarantine(api.deps.pool, id)
  await api.deps.pool.query(
    `update inbox.quarantine set received_at = '2026-01-01T00:00:00Z' where event_id = $1`,
    [id],
  )
  const after = await bundleOf(api, account, 'late')
  expect(after.entries[0]).toMatchObject({
    kind: 'quarantine.received',
    data: { contradicts: id, reason: 'another amount' },
  })
  expect(after.heads.map(({ head, holds }) => [head, holds])).toEqual([
    [before.head, true],
    [after.head, true],
  ])
})

test('carried out again, delivered again, finished: nothing that was shown is another by that', async () => {
  const { id } = await store('evt_1', 'again')
  await state(1, 'again', credit())
  const before = await bundleOf(api, account, 'again')
  await state(1, 'again', credit())
  await api.deps.pool.query(
    `update inbox.event set deliveries = 7, state = 'aborted', processed_at = now(), last_error = 'x' where id = $1`,
    [id],
  )
  const after = await bundleOf(api, account, 'again')
  expect(after.head).toBe(before.head)
  expect(after.heads).toHaveLength(1)
  expect(after.now).toMatchObject({ events: [{ event: id, deliveries: 7, state: 'aborted' }] })
})

test('a replay is shown with what the event says since; what was shown before it still holds', async () => {
  const { id } = await store('evt_1', 'replayed')
  await state(1, 'replayed', credit())
  const before = await bundleOf(api, account, 'replayed')
  for (const [n, reverified] of ['ok', 'raw-gone'].entries()) {
    const event = { type: 'payment.succeeded', providerType: `type ${n}`, paymentId: 'replayed' }
    const replay = { event, plan: { type: 'fulfil' }, eventHash: `1:${n}`, subjects: [], reverified }
    await api.deps.pool.query('select inbox.replay_event($1, $2, $3)', [
      id,
      n,
      JSON.stringify({ ...replay, actor: 'ada', reason: 'the translator was wrong' }),
    ])
    await api.deps.pool.query(`update inbox.event set state = 'fulfilled' where id = $1`, [id])
  }
  const after = await bundleOf(api, account, 'replayed')
  expect(after.heads.map(({ head, holds }) => [head, holds])).toEqual([
    [before.head, true],
    [after.head, true],
  ])
  expect(entriesOf(after, 'event.replayed').map(({ data }) => data)).toMatchObject([
    { event: id, reverified: 'ok', says: { providerType: 'type 0' }, hash: '1:0', actor: 'ada' },
    { event: id, reverified: 'raw-gone', says: { providerType: 'type 1' }, hash: '1:1' },
  ])
  expect(entriesOf(after, 'event.planned')).toEqual(
    entriesOf(before, 'event.planned').map(({ hash: _hash, ...entry }) => expect.objectContaining(entry)),
  )
})

test('an entry that was taken away is named', async () => {
  const { workflowId } = await store('evt_1', 'gone')
  await state(1, 'gone', credit())
  await park(api.deps.pool, { workflowId })
  const before = await bundleOf(api, account, 'gone')
  const [opened] = entriesOf(before, 'park.opened')
  await changeByHand(api.deps.pool, 'delete from inbox.park where workflow_id = $1', [workflowId])
  expect((await bundleOf(api, account, 'gone')).heads[0]).toMatchObject({
    holds: false,
    changed: [],
    gone: [opened?.id],
  })
})

test('error: a head that was shown can be neither changed nor taken away', async () => {
  await state(1, 'kept', credit())
  const { head } = await bundleOf(api, account, 'kept')
  for (const sql of ['update evidence.head set by = by', 'delete from evidence.head'])
    await expect(api.deps.pool.query(`${sql} where head = $1`, [head])).rejects.toThrow(
      'heads are only added',
    )
  await expect(api.deps.pool.query('truncate evidence.head')).rejects.toThrow('heads are only added')
})

test('a head whose own row was changed all the same does not hold', async () => {
  await state(1, 'forged', credit())
  const { head } = await bundleOf(api, account, 'forged')
  await changeByHand(api.deps.pool, `update evidence.head set entries = '{}' where head = $1`, [head])
  expect((await bundleOf(api, account, 'forged')).heads).toMatchObject([
    { head, holds: false, changed: [], gone: [] },
  ])
})

test('a key that only reads gets the chain, and its name is kept; bodies are refused to it', async () => {
  await store('evt_1', 'read')
  await state(1, 'read', credit())
  const headers = { authorization: `Bearer ${READ_KEY}` }
  const path = `/payments/${account}/read/evidence`
  const { status, body } = await api.ask('GET', path, undefined, headers)
  expect(status).toBe(200)
  expect(body).toMatchObject({ requests: [{ state: 'kept' }], heads: [{ by: 'grafana', holds: true }] })
  expect((await api.ask('GET', `${path}?raw=1`, undefined, headers)).status).toBe(403)
})

test('a body that is no text is shown in base64; more bodies than a bundle holds are shown by where they are', async () => {
  const binary = await storeEvent(api.deps.pool, {
    endpoint: account,
    account,
    eventKey: 'evt_0',
    paymentId: 'large',
  })
  await api.deps.pool.query(`update inbox.event set raw = '\\xff00fe' where id = $1`, [binary.id])
  for (let n = 1; n <= 9; n++)
    await storeEvent(api.deps.pool, {
      endpoint: account,
      account,
      eventKey: `evt_${n}`,
      paymentId: 'large',
      raw: 'x'.repeat(1024 * 1024),
      receivedAt: `2026-11-22T10:0${n}:00Z`,
    })
  await state(1, 'large', credit())
  const { requests } = await bundleOf(api, account, 'large', '?raw=1')
  expect(requests[0]?.body).toEqual({ encoding: 'base64', text: '/wD+' })
  expect(requests.map(({ state }) => state)).toEqual([...Array(8).fill('kept'), 'elsewhere', 'elsewhere'])
  const { link = '', event } = requests[9] ?? {}
  expect(link).toBe(`/v1/events/${event}?raw=1`)
  expect((await api.ask('GET', link.replace('/v1', ''))).body.raw).toBeTypeOf('string')
})

test('hundreds of events of one payment are one chain', async () => {
  for (let n = 1; n <= 300; n++) await store(`evt_${n}`, 'many')
  await state(1, 'many', credit())
  const bundle = await bundleOf(api, account, 'many')
  expect(faultOf(bundle)).toBeUndefined()
  expect(kindsOf(bundle).filter((kind) => kind === 'event.received')).toHaveLength(300)
})

test('among very many payments, no table is read whole for one', async () => {
  const many = 'generate_series(1, 20000) n'
  const { pool } = api.deps
  await pool.query(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id, headers, body_sha256,
       event_hash, event, plan, workflow_id, state)
     select $1, $1, 'stripe', 'evt_' || n, 't', 'ping', 'pi_' || n, '{}', 'sha', 'hash', '{}', '{}', $1 || ':' || n, 'recorded'
     from ${many}`,
    [account],
  )
  await pool.query(`insert into ledger.payment (account, payment_id) select $1, 'pi_' || n from ${many}`, [
    account,
  ])
  await pool.query(
    `insert into ledger.payment_ref (account, ref, payment) select account, payment_id, id from ledger.payment where account = $1`,
    [account],
  )
  await pool.query(
    `insert into ledger.effect (key, account, payment, payment_id, effect, endpoint, event_key)
     select account || payment_id, account, id, payment_id, 'notify', account, 'evt' from ledger.payment where account = $1`,
    [account],
  )
  await pool.query(
    `insert into mint.mint (mint_id, chain_id, account, payment_id, recipient, amount, asset)
     select '0x' || encode(sha256(convert_to($1 || n, 'UTF8')), 'hex'), 1, $1, 'pi_' || n, '0x' || repeat('1', 40), 1, 'LTZ'
     from ${many}`,
    [account],
  )
  await pool.query('analyze')
  const client = await pool.connect()
  const scans = async () => {
    // Counted when the session is idle next.
    await client.query('select pg_stat_force_next_flush()')
    const { rows } = await client.query<{ name: string; scans: string }>(
      `select relname as name, seq_scan::text as scans from pg_stat_user_tables
       where relname in ('event', 'payment', 'payment_ref', 'effect', 'mint', 'transition') order by 1`,
    )
    return rows
  }
  try {
    const before = await scans()
    await client.query('select evidence.read($1, $2)', [account, 'pi_777'])
    expect(await scans()).toEqual(before)
    await client.query('select count(*) from mint.transition where to_status = $1', ['none'])
    expect(await scans()).not.toEqual(before)
  } finally {
    client.release()
  }
})

test('error: a payment that nobody has heard of is 404', async () => {
  expect(await api.ask('GET', `/payments/${account}/none/evidence`)).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('none') },
  })
})
