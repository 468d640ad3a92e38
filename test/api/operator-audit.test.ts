import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OperatorKey } from '../../src/operator-keys.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { findInDatabase } from '../support/search-database.ts'

const ADA: OperatorKey = { name: 'ada', role: 'operate', value: 'the key that ada has' }

let api: OperatorApi
beforeAll(async () => {
  const operator: OperatorKey = { name: 'operator', role: 'admin', value: OPERATOR_API_KEY }
  api = await startOperatorApi({ operatorKeys: [operator, ADA] })
})
afterAll(() => api.stop())

let orders = 0
const newOrder = () => `/orders/shop/audited-${orders++}`

const register = (path: string, amount: string, headers: object = {}) =>
  api.ask('PUT', path, { amount, asset: 'USD' }, headers)

/** The newest entries, newest first. */
const newest = async (limit = 1, filter = '') => {
  const { status, body } = await api.ask('GET', `/audit?limit=${limit}${filter}`)
  expect(status).toBe(200)
  return body.data as Record<string, unknown>[]
}

test('a change is kept with who made it, why, what it was, and how it stood before and after', async () => {
  const path = newOrder()
  const words = { 'quittance-actor': 'Ada', 'quittance-reason': 'the%20customer%20asked%20%E2%9C%93' }
  await register(path, '100', { authorization: `Bearer ${ADA.value}`, ...words })
  const [first] = await newest()
  const [, , account, reference] = path.split('/')
  expect(first).toEqual({
    id: expect.any(String),
    at: expect.any(String),
    key: 'ada',
    role: 'operate',
    actor: 'Ada',
    reason: 'the customer asked ✓',
    action: 'PUT /v1/orders/:account/:reference',
    params: { account, reference },
    asked: { amount: '100', asset: 'USD' },
    before: null,
    status: 200,
    after: expect.objectContaining({ reference, amount: '100', status: 'pending' }),
    endedAt: expect.any(String),
  })
  await register(path, '200')
  expect(await newest()).toMatchObject([
    { key: 'operator', actor: null, reason: null, before: { amount: '100' }, after: { amount: '200' } },
  ])
})

test('a decision is kept with the actor and the reason it states, also when it is refused', async () => {
  const decision = { decisionId: randomUUID(), parkId: 'books-1-abcdef', decision: 'retry' }
  const words = { actor: 'Bea', reason: 'ticket 118, of dora@example.com' }
  const path = '/workflows/stripe%3Anone/decisions'
  expect((await api.ask('POST', path, { ...decision, ...words })).status).toBe(404)
  expect(await newest()).toMatchObject([
    {
      actor: 'Bea',
      reason: 'ticket 118, of [address]',
      action: 'POST /v1/workflows/:id/decisions',
      params: { id: 'stripe:none' },
      asked: decision,
      before: null,
      status: 404,
      after: null,
    },
  ])
})

test('an erasure is kept without the names of who was to be forgotten', async () => {
  const body = { names: ['user:gustavo', 'gustavo@example.com'], actor: 'gustavo@example.com' }
  expect((await api.ask('POST', '/erasures', body)).status).toBe(200)
  const [entry] = await newest()
  expect(entry).toMatchObject({ action: 'POST /v1/erasures', asked: null, status: 200 })
  expect(entry?.after).toMatchObject({ id: expect.any(String), events: 0 })
  expect(entry?.after).not.toHaveProperty('alsoNamed')
  expect(JSON.stringify(entry)).not.toContain('gustavo')
})

test('no address comes into the audit, wherever it stands; who is meant is still found by it', async () => {
  const email = 'frank@example.com'
  const headers = { 'quittance-actor': email, 'quittance-reason': `ask ${email}` }
  const path = `/orders/shop/${encodeURIComponent(email)}`
  const order = { amount: '1', asset: 'USD', owner: email, email }
  expect((await api.ask('PUT', path, order, headers)).status).toBe(200)
  expect(await findInDatabase(api.deps.pool, email)).toEqual([])
  expect(await newest(5, `&actor=${email}`)).toMatchObject([{ reason: 'ask [address]' }])
})

test('it is read page by page, by key and by time', async () => {
  const from = new Date().toISOString()
  for (const amount of ['1', '2', '3']) await register(newOrder(), amount)
  await register(newOrder(), '4', { authorization: `Bearer ${ADA.value}` })
  const first = await api.ask('GET', `/audit?key=operator&from=${from}&limit=2`)
  expect(first.body.data).toMatchObject([{ asked: { amount: '3' } }, { asked: { amount: '2' } }])
  const rest = await api.ask(
    'GET',
    `/audit?key=operator&from=${from}&limit=2&cursor=${first.body.nextCursor}`,
  )
  expect(rest.body).toMatchObject({ data: [{ asked: { amount: '1' } }], nextCursor: null })
  expect((await api.ask('GET', `/audit?to=${from}&key=nobody`)).body.data).toEqual([])
})

test('nothing in it can be changed or taken away', async () => {
  await register(newOrder(), '1')
  for (const table of ['audit.action', 'audit.outcome'])
    for (const sql of [`delete from ${table}`, `truncate ${table} cascade`, `update ${table} set at = now()`])
      await expect(api.deps.pool.query(sql)).rejects.toThrow(/only added to/)
})

test('error: what cannot be audited is not done', async () => {
  const path = newOrder()
  await api.deps.pool.query('alter table audit.action rename to away')
  const refused = await register(path, '1')
  await api.deps.pool.query('alter table audit.away rename to action')
  expect(refused).toMatchObject({ status: 503, body: { code: 'AUDIT_UNAVAILABLE' } })
  expect((await api.ask('GET', path)).status).toBe(404)
})

test('what was asked and has not ended is there, without what became of it', async () => {
  const client = await api.deps.pool.connect()
  await client.query('begin; lock table inbox.erasure in access exclusive mode')
  const asked = api.ask('POST', '/erasures', { names: ['user:42'], actor: 'ada' })
  try {
    await expect.poll(async () => (await newest())[0]?.action).toBe('POST /v1/erasures')
    expect(await newest()).toMatchObject([{ status: null, after: null, endedAt: null }])
  } finally {
    await client.query('commit')
    client.release()
  }
  await asked
  expect(await newest()).toMatchObject([{ status: 200, endedAt: expect.any(String) }])
})

test('reading, what a schema does not let through, and an answer that is given again leave no entry', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const path = newOrder()
  await register(path, '7', headers)
  const [before] = await newest()
  await register(path, '7', headers)
  await register(path, 'seven')
  await api.ask('GET', path)
  expect(await newest()).toEqual([before])
})

test.each(['%E0%A4%A', '%00', 'x'.repeat(201)])('error: the actor %j is refused with 400', async (actor) => {
  const path = newOrder()
  expect(await register(path, '1', { 'quittance-actor': actor })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('Quittance-Actor') },
  })
  expect((await api.ask('GET', path)).status).toBe(404)
})

test('what Postgres cannot keep does not keep a decision from being judged', async () => {
  const decision = {
    decisionId: randomUUID(),
    parkId: 'p',
    decision: 'amend',
    patch: { 'a\u0000': 'b\ud800' },
  }
  const answer = await api.ask('POST', '/workflows/x/decisions', { ...decision, actor: 'ada', reason: 'why' })
  expect(answer.status).toBe(422)
  expect(await newest()).toMatchObject([{ asked: { patch: { 'a�': 'b�' } }, status: 422 }])
})
