import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'

const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`

let receiver: ChildProcess
let url: string
let output = ''

beforeAll(async () => {
  const file = fileURLToPath(new URL('../../examples/receiver.js', import.meta.url))
  receiver = spawn(process.execPath, [file], { env: { DELIVERY_SECRET: SECRET, PORT: '0' } })
  receiver.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  while (!/listening on \d+/.test(output)) await once(receiver.stdout ?? receiver, 'data')
  url = `http://127.0.0.1:${/listening on (\d+)/.exec(output)?.[1]}`
})
afterAll(() => {
  receiver.kill('SIGKILL')
})

const tell = async (id: string, secret = SECRET): Promise<number> => {
  const payment = { orderReference: id, amount: '1999', asset: 'USD' }
  const body = JSON.stringify({ type: 'order.paid', timestamp: new Date().toISOString(), data: { payment } })
  const at = new Date()
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  }
  return (await fetch(url, { method: 'POST', headers, body })).status
}

test('what Quittance tells is done once, however often it comes', async () => {
  expect(await tell('order-1')).toBe(204)
  expect(await tell('order-1')).toBe(204)
  expect(output.split('ship order order-1: 1999 USD')).toHaveLength(2)
})

test('error: what another secret signed is refused', async () => {
  const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`
  expect(await tell('order-2', other)).toBe(400)
  expect(output).not.toContain('order-2')
})
