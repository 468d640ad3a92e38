import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROUTES } from '../../src/api/operator/index.ts'
import { defineRoute, ok } from '../../src/api/operator/route.ts'
import type { OperatorKey, Role } from '../../src/operator-keys.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { storeEvent } from '../support/stored-event.ts'

const KEYS: Record<Role, OperatorKey> = {
  read: { name: 'dashboard', role: 'read', value: 'the key of a dashboard' },
  operate: { name: 'ada', role: 'operate', value: 'the key of an operator' },
  admin: { name: 'boss', role: 'admin', value: 'the key of an administrator' },
}
const PAST: OperatorKey = {
  name: 'ada',
  role: 'operate',
  value: 'a key that has ended',
  endsAt: '2026-01-01T00:00:00Z',
}

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi({ operatorKeys: [...Object.values(KEYS), PAST] })
})
afterAll(() => api.stop())

const askAs = (key: OperatorKey, method: string, path: string, body?: unknown) =>
  api.ask(method, path, body, { authorization: `Bearer ${key.value}` })

const pathOf = (path: string) => path.replace(/:\w+/g, '1')

test.each(
  ROUTES.filter(({ role }) => role !== 'read').map((route) => [route.method, route.path, route] as const),
)(
  'error: %s %s is refused to a key with too small a role, and is told which role it needs',
  async (method, path, { role }) => {
    const less = role === 'admin' ? [KEYS.read, KEYS.operate] : [KEYS.read]
    for (const key of less) {
      const { status, headers, body } = await askAs(key, method, pathOf(path))
      expect({ status, body }).toMatchObject({
        status: 403,
        body: {
          type: 'urn:quittance:problem:forbidden',
          detail: expect.stringContaining(`role ${role}; the key ${key.name} has the role ${key.role}`),
        },
      })
      expect(headers.get('content-type')).toMatch(/^application\/problem\+json/)
    }
  },
)

test('what changes something is for those who operate, but for reading nothing more than a key is needed', () => {
  const readers = ROUTES.filter(({ role }) => role === 'read')
  expect(readers.filter(({ method }) => method !== 'get')).toEqual([])
  expect(ROUTES.filter(({ method, audit }) => (method === 'get') !== (audit === undefined))).toEqual([])
})

test('each role may do what the ones before it may', async () => {
  for (const key of Object.values(KEYS)) expect((await askAs(key, 'GET', '/parked')).status).toBe(200)
  const order = { amount: '1', asset: 'USD' }
  for (const key of [KEYS.operate, KEYS.admin])
    expect((await askAs(key, 'PUT', '/orders/shop/ORD-1', order)).status).toBe(200)
  expect((await askAs(KEYS.admin, 'GET', '/audit')).status).toBe(200)
})

test('error: a body as it came may name a person: a key that only reads does not get it', async () => {
  const { id } = await storeEvent(api.deps.pool, {
    account: 'shop',
    paymentId: 'pi_raw',
    eventKey: 'evt_raw',
  })
  expect((await askAs(KEYS.read, 'GET', `/events/${id}`)).status).toBe(200)
  expect(await askAs(KEYS.read, 'GET', `/events/${id}?raw=1`)).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining('operate') },
  })
  expect((await askAs(KEYS.operate, 'GET', `/events/${id}?raw=1`)).body).toHaveProperty('raw')
})

test('the API describes itself to whoever may read, as it is published', async () => {
  const published: unknown = JSON.parse(readFileSync('docs/openapi.json', 'utf8'))
  expect(await askAs(KEYS.read, 'GET', '/openapi.json')).toMatchObject({ status: 200, body: published })
})

test('error: a key that has ended opens nothing', async () => {
  expect((await askAs(PAST, 'GET', '/parked')).status).toBe(401)
})

test('a route without a role, or with an answer its schemas do not have, does not compile', () => {
  const about = { method: 'get', path: '/x', summary: 'x' } as const
  // @ts-expect-error: a role is missing
  defineRoute({ ...about, responses: {}, answer: async () => ok({}) })
  // @ts-expect-error: what it answers is missing
  defineRoute({ ...about, role: 'read', answer: async () => ok({}) })
  // @ts-expect-error: what changes something says what the audit keeps of it
  defineRoute({ ...about, method: 'post', role: 'operate', responses: {}, answer: async () => ok({}) })
})
