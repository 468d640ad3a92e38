import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConstraintApi, startConstraintApi } from '../support/constraint-api.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { type ExternalApi, startExternalApi } from '../support/external-api.ts'

/** Two API processes on one database; they share nothing else. */
let database: TestDatabase
let apis: readonly [ConstraintApi, ConstraintApi]
let external: ExternalApi
beforeAll(async () => {
  database = await createTestDatabase()
  const start = () => startConstraintApi({ databaseUrl: database.url })
  apis = [await start(), await start()]
})
afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()))
  await database.drop()
})
beforeEach(async () => {
  external = await startExternalApi()
})
afterEach(() => external.stop())

const asked = (more: object = {}) => ({ api_url: external.url, user_address: '0xabc', ...more })

/** Answers are held back until they are let go, one by one. */
const holdAnswers = (): ServerResponse[] => {
  const held: ServerResponse[] = []
  external.answer = (response) => held.push(response)
  return held
}

const until = async (claim: () => boolean | Promise<boolean>): Promise<void> => {
  await expect.poll(claim, { timeout: 10_000, interval: 20 }).toBe(true)
}

test('fifty at once in two processes: the API is asked once, and all get its answer', async () => {
  external.answer = (response) => setTimeout(() => response.end('{"allowed":false}'), 300)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => apis[n % 2 === 0 ? 0 : 1].validate(asked())),
  )
  expect(external.calls).toHaveLength(1)
  expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.allowed)}`))).toEqual(
    new Set(['200 false']),
  )
  expect(answers.filter(({ body }) => body.cached === false)).toHaveLength(1)
  expect(new Set(answers.map(({ body }) => body.expires_at)).size).toBe(1)
})

test('fifty at once while the API fails: it is asked once, and all hear of it', async () => {
  external.answer = (response) => setTimeout(() => response.writeHead(500).end(), 300)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, n) => apis[n % 2 === 0 ? 0 : 1].validate(asked())),
  )
  expect(external.calls).toHaveLength(1)
  expect(new Set(answers.map(({ status, body }) => `${status} ${String(body.error)}`))).toEqual(
    new Set(['502 api_url: it answered 500']),
  )
})

test('different questions do not wait for each other', async () => {
  const held = holdAnswers()
  const slow = apis[0].validate(asked())
  await until(() => held.length === 1)
  external.answer = (response) => response.end('{"allowed":true}')
  expect(await apis[0].validate(asked({ collection_id: 1 }))).toMatchObject({ status: 200 })
  expect(await apis[1].validate(asked({ user_address: '0xdef' }))).toMatchObject({ status: 200 })
  held[0]?.end('{"allowed":true}')
  expect(await slow).toMatchObject({ status: 200 })
})

test('what one process takes back, the other no longer answers', async () => {
  await apis[0].validate(asked())
  expect(await apis[1].validate(asked())).toMatchObject({ body: { cached: true } })
  expect(await apis[1].invalidate({ api_url: external.url })).toMatchObject({
    body: { invalidated_count: 1 },
  })
  expect(await apis[0].validate(asked())).toMatchObject({ body: { cached: false } })
})

test('an answer that was asked for before an invalidation is not kept; who asks after it gets a new one', async () => {
  const held = holdAnswers()
  const before = apis[0].validate(asked())
  await until(() => held.length === 1)
  expect(await apis[1].invalidate({ api_url: external.url })).toMatchObject({ status: 200 })
  const after = apis[0].validate(asked())
  await until(() => held.length === 2)
  held[1]?.end('{"allowed":false}')
  expect(await after).toMatchObject({ body: { allowed: false, cached: false } })
  held[0]?.end('{"allowed":true}')
  const { body } = await before
  expect(body).toMatchObject({ allowed: true, cached: false })
  expect(Date.parse(String(body.expires_at))).toBeLessThanOrEqual(Date.now())
  expect(await apis[1].validate(asked())).toMatchObject({ body: { allowed: false, cached: true } })
})

test('who waits for an answer that is invalidated meanwhile gets a new one', async () => {
  const held = holdAnswers()
  const asking = apis[0].validate(asked())
  await until(() => held.length === 1)
  const looked = once(apis[1].pool, 'release')
  const waiting = apis[1].validate(asked())
  await looked
  await apis[0].invalidate({ api_url: external.url })
  await until(() => held.length === 2)
  held[0]?.end('{"allowed":true}')
  held[1]?.end('{"allowed":false}')
  expect(await asking).toMatchObject({ body: { allowed: true } })
  expect(await waiting).toMatchObject({ body: { allowed: false } })
})

test('where the process that asks dies, another asks once its lease has ended', async () => {
  await apis[0].validate(asked())
  await apis[0].pool.query(
    `update constraints.answer set expires_at = now(), lease = gen_random_uuid(),
       leased_until = now() + interval '1 s' where api_url = $1`,
    [external.url],
  )
  const answers = await Promise.all([apis[0].validate(asked()), apis[1].validate(asked())])
  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(external.calls).toHaveLength(2)
})
