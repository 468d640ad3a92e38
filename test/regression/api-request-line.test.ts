import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
beforeAll(async () => {
  api = await startWebhookApi()
})
afterAll(() => api.stop())

/** Sends one request line as it is; the first line of the answer. */
const askRaw = async (line: string): Promise<string> => {
  const socket = connect(Number(new URL(api.url).port), '127.0.0.1')
  let answer = ''
  socket.on('data', (part) => {
    answer += part.toString()
  })
  socket.write(`${line}\r\nhost: api\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  await once(socket, 'close')
  return answer.split('\r\n', 1)[0] ?? ''
}

test.each([
  'GET // HTTP/1.1',
  'POST // HTTP/1.1',
  'POST //webhooks/stripe HTTP/1.1',
  'POST http://[ HTTP/1.1',
  'POST http://[/webhooks/stripe HTTP/1.1',
  'POST /webhooks/../%2e%2e/%00 HTTP/1.1',
  'POST /webhooks/%E0%A4%A HTTP/1.1',
  'OPTIONS * HTTP/1.1',
  'POST ? HTTP/1.1',
])('the request line %s is answered below 500, and the API goes on', async (line) => {
  expect(await askRaw(line)).toMatch(/^HTTP\/1\.1 [234]\d\d /)
  expect((await api.post('/webhooks/nobody', '{}')).status).toBe(404)
})
