import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OperatorKey } from '../../src/operator-keys.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { findInDatabase } from '../support/search-database.ts'

const BOB: OperatorKey = { name: 'bob', role: 'admin', value: 'the key of another one' }

let api: OperatorApi
beforeAll(async () => {
  const operator: OperatorKey = { name: 'operator', role: 'admin', value: OPERATOR_API_KEY }
  api = await startOperatorApi({ operatorKeys: [operator, BOB] })
})
afterAll(() => api.stop())

/** Every erasure that is carried out is a row of its own. */
const erase = (key: string, who = 'user:42', headers: object = {}) =>
  api.ask('POST', '/erasures', { names: [who], actor: 'ada' }, { 'idempotency-key': key, ...headers })

const erasures = async (): Promise<number> => {
  const { rows } = await api.deps.pool.query<{ count: number }>(
    'select count(*)::integer as count from inbox.erasure',
  )
  return rows[0]?.count ?? 0
}

/** How many were carried out by what is done here. */
const carriedOut = async (work: () => Promise<unknown>): Promise<number> => {
  const before = await erasures()
  await work()
  return (await erasures()) - before
}

/** While this runs, no erasure gets any further. */
const whileHeld = async (work: () => Promise<void>): Promise<void> => {
  const client = await api.deps.pool.connect()
  await client.query('begin; lock table inbox.erasure in access exclusive mode')
  try {
    await work()
  } finally {
    await client.query('commit')
    client.release()
  }
}

/** Asks, and waits until it is being carried out. */
const underWay = async (key: string) => {
  const first = erase(key)
  const open = 'select from audit.request where answer is null'
  await expect.poll(async () => (await api.deps.pool.query(open)).rowCount).toBe(1)
  return { first }
}

test('asked again under its Idempotency-Key, a change is answered as the first time and not done again', async () => {
  const key = randomUUID()
  const count = await carriedOut(async () => {
    const first = await erase(key)
    expect(first).toMatchObject({ status: 200, body: { id: expect.any(String) } })
    expect(first.headers.get('idempotent-replayed')).toBeNull()
    const again = await erase(key)
    expect(again).toMatchObject({ status: 200, body: first.body })
    expect(again.headers.get('idempotent-replayed')).toBe('true')
  })
  expect(count).toBe(1)
})

test('without a key, or under another one, it is done again', async () => {
  const body = { names: ['user:42'], actor: 'ada' }
  expect(await carriedOut(() => api.ask('POST', '/erasures', body))).toBe(1)
  expect(await carriedOut(() => erase(randomUUID()))).toBe(1)
})

test('a key is the same with quotes, as the draft has it, and without', async () => {
  const key = randomUUID()
  expect(await carriedOut(() => erase(`"${key}"`).then(() => erase(key)))).toBe(1)
})

test('error: the same key for another body, or another route, is 422, and nothing is done', async () => {
  const key = randomUUID()
  await erase(key)
  const reused = { status: 422, body: { type: 'urn:quittance:problem:key-reused' } }
  const count = await carriedOut(async () => {
    expect(await erase(key, 'user:43')).toMatchObject(reused)
    const order = { amount: '1', asset: 'USD' }
    expect(await api.ask('PUT', '/orders/shop/REUSED', order, { 'idempotency-key': key })).toMatchObject(
      reused,
    )
  })
  expect(count).toBe(0)
  expect((await api.ask('GET', '/orders/shop/REUSED')).status).toBe(404)
})

test('error: while the first is being carried out the second is 409; then it hears the answer of the first', async () => {
  const key = randomUUID()
  const count = await carriedOut(async () => {
    let begun: Awaited<ReturnType<typeof underWay>> | undefined
    await whileHeld(async () => {
      begun = await underWay(key)
      const second = { status: 409, body: { type: 'urn:quittance:problem:under-way' } }
      expect(await erase(key)).toMatchObject(second)
    })
    const first = await begun?.first
    expect((await erase(key)).body).toEqual(first?.body)
  })
  expect(count).toBe(1)
})

test('of twenty at once under one key, one is carried out', async () => {
  const key = randomUUID()
  const count = await carriedOut(async () => {
    const statuses = await Promise.all(Array.from({ length: 20 }, async () => (await erase(key)).status))
    expect(new Set([...statuses, 200, 409])).toEqual(new Set([200, 409]))
  })
  expect(count).toBe(1)
})

test('after a process has died over it, it is carried out by whoever asks next', async () => {
  const key = randomUUID()
  await erase(key)
  await api.deps.pool.query(
    `update audit.request set answer = null, claimed_until = now() - interval '1 second'
     where claim = (select claim from audit.request order by asked_at desc limit 1)`,
  )
  expect(await carriedOut(async () => expect((await erase(key)).status).toBe(200))).toBe(1)
  expect(await carriedOut(() => erase(key))).toBe(0)
})

test('an answer is kept for a day', async () => {
  const key = randomUUID()
  await erase(key)
  const age = (hours: number) =>
    api.deps.pool.query(`update audit.request set asked_at = now() - make_interval(hours => $1)`, [hours])
  await age(23)
  expect(await carriedOut(() => erase(key))).toBe(0)
  await age(25)
  expect(await carriedOut(() => erase(key))).toBe(1)
})

test('what was refused may be asked again under its key, once it is acceptable', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  const ask = () => api.ask('PUT', '/orders/shop/LATER', { amount: '1', asset: 'NEW' }, headers)
  expect((await ask()).status).toBe(422)
  Object.assign(api.deps.policy.assets, { NEW: { scale: 2 } })
  const accepted = await ask()
  expect(accepted.status).toBe(200)
  expect(accepted.headers.get('idempotent-replayed')).toBeNull()
})

test('two callers may use the same key: neither hears what the other was answered', async () => {
  const key = randomUUID()
  const authorization = `Bearer ${BOB.value}`
  expect(await carriedOut(() => erase(key).then(() => erase(key, 'user:42', { authorization })))).toBe(2)
})

test.each(['', 'two words', '"open', 'a"b', '"a", "b"', 'naïve', 'x'.repeat(256)])(
  'error: the Idempotency-Key %j is refused with 400, and nothing is done',
  async (key) => {
    const count = await carriedOut(async () => {
      expect(await erase(key)).toMatchObject({
        status: 400,
        body: { detail: expect.stringMatching(/ASCII/) },
      })
    })
    expect(count).toBe(0)
  },
)

test('neither key, nor body, nor answer can be read in the database', async () => {
  const headers = { 'idempotency-key': 'carol@example.com' }
  const order = { amount: '1', asset: 'USD', email: 'carol@example.com' }
  expect((await api.ask('PUT', '/orders/shop/SEALED', order, headers)).status).toBe(200)
  expect(await findInDatabase(api.deps.pool, 'carol@example.com')).toEqual([])
})

test('what only reads takes no notice of a key', async () => {
  const headers = { 'idempotency-key': randomUUID() }
  for (const path of ['/parked', '/events'])
    expect(await api.ask('GET', path, undefined, headers)).toMatchObject({ status: 200 })
})
