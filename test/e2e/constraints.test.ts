import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTeardown } from '../../src/stack/teardown.ts'
import { createTestDatabase } from '../support/database.ts'
import { type ExternalApi, startExternalApi } from '../support/external-api.ts'
import { apiUrlOf, serviceEnv, startProgram } from '../support/service.ts'

const KEY = 'a constraint key of the whole service'
const teardown = createTeardown()
let external: ExternalApi
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  external = await startExternalApi()
  teardown.add(() => Promise.resolve(external.stop()))
  const servers = { databaseUrl: database.url, temporalAddress: '127.0.0.1:1', taskQueue: 'none' }
  env = { ...serviceEnv(servers), CONSTRAINT_API_KEY: KEY, OUTBOUND_ALLOW: '127.0.0.0/8' }
})
afterAll(() => teardown.run())

const startApi = async () => {
  const api = await startProgram('api', env)
  api.exited.catch(() => undefined)
  teardown.add(() => api.stop())
  return api
}

const validate = async (apiUrl: string) => {
  const response = await fetch(`${apiUrl}/constraint-updater/validate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${KEY}` },
    body: JSON.stringify({ api_url: external.url, user_address: '0xabc' }),
  })
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('an API process killed while it asks holds nobody up for long: the next one asks', async () => {
  const [doomed, survivor] = await Promise.all([startApi(), startApi()])
  const held: ServerResponse[] = []
  external.answer = (response) => held.push(response)

  const lost = validate(apiUrlOf(doomed)).catch(() => 'no answer')
  await expect.poll(() => held.length, { timeout: 10_000 }).toBe(1)
  const waiting = validate(apiUrlOf(survivor))
  process.kill(doomed.pid, 'SIGKILL')
  expect(await lost).toBe('no answer')

  external.answer = (response) => response.end('{"allowed":true}')
  expect(await waiting).toMatchObject({ status: 200, body: { success: true, allowed: true, cached: false } })
  expect(await validate(apiUrlOf(survivor))).toMatchObject({ status: 200, body: { cached: true } })
  expect(external.calls).toHaveLength(2)
})
