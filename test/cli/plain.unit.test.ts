import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { table } from '../../src/cli/table.ts'
import { run } from './support.ts'

/** Clears a screen, writes to the clipboard, begins a sequence in one byte, turns the writing round, goes to a line of its own. */
const HOSTILE = '\u001b[2J\u001b]52;c;cm0=\u0007\u009b1A\u202e\r\nfulfilled'

const OBEYED = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/u

const server = createServer((_request, response) => {
  const event = {
    id: '1',
    endpoint: 'shop',
    eventKey: HOSTILE,
    providerType: HOSTILE,
    state: 'parked',
    paymentId: HOSTILE,
    receivedAt: '2026-11-01T00:00:00Z',
    deliveries: 1,
  }
  response.statusCode = _request.url?.startsWith('/v1/parked') ? 409 : 200
  response.end(JSON.stringify({ data: [event], nextCursor: null, detail: HOSTILE }))
})
beforeAll(async () => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => server.close())

const cli = (...argv: string[]) => {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return run({ OPERATOR_API_KEY: 'a key of sixteen', QUITTANCE_URL: url }, ...argv)
}

test('what others wrote is text in a table: a terminal obeys nothing of it, and a row stays one line', async () => {
  const { out } = await cli('events')
  expect(out).not.toMatch(OBEYED)
  expect(out.split('\n')).toHaveLength(2)
  expect(out).toContain('\\u001b[2J')
  expect(table(['A', 'B'], [[HOSTILE, 'x']]).split('\n')).toHaveLength(2)
})

test('in JSON it stays the text it was', async () => {
  const { out } = await cli('events', '--json')
  expect(out).not.toMatch(OBEYED)
  expect(JSON.parse(out)).toMatchObject({ data: [{ eventKey: HOSTILE }] })
})

test('error: nor does what the service says of a refusal', async () => {
  const { code, err } = await cli('parked')
  expect(code).toBe(1)
  expect(err).toContain('\\u001b[2J')
  expect(err).not.toMatch(OBEYED)
})
