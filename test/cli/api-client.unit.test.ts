import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { run } from './support.ts'

const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** A service that loses the first answers, and then gives this one. */
const startService = async (lost: number, answer: object) => {
  const asked: IncomingMessage[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request)
    if (asked.length <= lost) request.socket.destroy()
    else response.end(JSON.stringify(answer))
  }
  const server = createServer(listener)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  stops.push(() => server.close())
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const cli = (...argv: string[]) =>
    run({ OPERATOR_API_KEY: 'a key of the service', QUITTANCE_URL: url }, ...argv)
  return { asked, cli }
}

const keysOf = (asked: readonly IncomingMessage[]) =>
  asked.map(({ headers }) => headers['idempotency-key'] ?? '')

test('an answer that gets lost is asked for again under the same Idempotency-Key, so nothing is done twice', async () => {
  const { asked, cli } = await startService(2, { enabled: true, was: 'disabled' })
  expect(await cli('deliveries', 'enable')).toMatchObject({ code: 0, out: 'enabled', waits: [1000, 1000] })
  expect(keysOf(asked)).toHaveLength(3)
  expect(new Set(keysOf(asked)).size).toBe(1)
  expect(keysOf(asked)[0]).toMatch(/^"[0-9a-f-]{36}"$/)
})

test('each command that changes something has a key of its own, and says who runs it', async () => {
  const { asked, cli } = await startService(0, { enabled: true, was: 'enabled' })
  await cli('deliveries', 'enable')
  await cli('deliveries', 'enable')
  expect(new Set(keysOf(asked)).size).toBe(2)
  expect(asked[0]?.headers['quittance-actor']).toMatch(/./)
})

test('what only reads has none', async () => {
  const { asked, cli } = await startService(0, { data: [], nextCursor: null })
  await cli('parked')
  expect(keysOf(asked)).toEqual([''])
  expect(asked[0]?.headers).not.toHaveProperty('quittance-actor')
})

test('error: an answer that gets lost every time ends the command with 3', async () => {
  const { asked, cli } = await startService(9, {})
  expect(await cli('deliveries', 'enable')).toMatchObject({ code: 3 })
  expect(asked).toHaveLength(3)
})
