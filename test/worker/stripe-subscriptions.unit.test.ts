import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStripeAsker } from '../../src/worker/stripe-subscriptions.ts'

let server: Server
/** What Stripe says of each subscription: status and body. */
const said = new Map<string, readonly [number, object]>()
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = said.get(request.url?.split('/').at(-1) ?? '') ?? [
      404,
      { error: { type: 'invalid_request_error' } },
    ]
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterAll(() => {
  server.close()
})

const ask = (subscriptionId: string) => {
  const apiBase = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return createStripeAsker({ secretKey: 'sk_test', apiBase })(subscriptionId)
}

const END = Date.UTC(2027, 0, 1)
const items = { data: [{ current_period_end: END / 1000 }] }

test('one that is active runs until its period ends, by either of Stripe’s shapes', async () => {
  said.set('sub_new', [200, { status: 'active', cancel_at_period_end: false, items }])
  said.set('sub_old', [
    200,
    { status: 'trialing', cancel_at_period_end: true, current_period_end: END / 1000, items: { data: [{}] } },
  ])
  const periodEnd = new Date(END).toISOString()
  expect(await ask('sub_new')).toEqual({ type: 'runs', periodEnd, cancelAtPeriodEnd: false })
  expect(await ask('sub_old')).toEqual({ type: 'runs', periodEnd, cancelAtPeriodEnd: true })
})

test('one to be cancelled at the end of its period ends with it, however Stripe says so', async () => {
  const { current_period_end: cancel_at = 0 } = items.data[0] ?? {}
  said.set('sub_at', [200, { status: 'active', cancel_at_period_end: false, cancel_at, items }])
  expect(await ask('sub_at')).toMatchObject({ type: 'runs', cancelAtPeriodEnd: true })
})

test('one that is not paid, or that Stripe does not know, does not run', async () => {
  said.set('sub_due', [200, { status: 'past_due', cancel_at_period_end: false, items }])
  expect(await ask('sub_due')).toEqual({ type: 'ended' })
  expect(await ask('sub_unknown')).toEqual({ type: 'ended' })
})

test('error: a Stripe that fails, or refuses our key, says nothing', async () => {
  said.set('sub_500', [500, {}])
  said.set('sub_401', [401, { error: { type: 'invalid_request_error' } }])
  for (const id of ['sub_500', 'sub_401'])
    await expect(ask(id)).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE', retryable: true })
})
