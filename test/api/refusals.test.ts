import { createHash } from 'node:crypto'
import { Agent, request } from 'node:http'
import fc from 'fast-check'
import { afterAll, afterEach, expect, test } from 'vitest'
import { paidSession } from '../support/stripe-events.ts'
import {
  signedHeaders,
  startWebhookApi,
  type WebhookApi,
  type WebhookApiOptions,
} from '../support/webhook-api.ts'

const running: WebhookApi[] = []
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})
const agent = new Agent({ keepAlive: true })
afterAll(() => agent.destroy())

const start = async (env: WebhookApiOptions['env'] = {}): Promise<WebhookApi> => {
  const api = await startWebhookApi({ env })
  running.push(api)
  return api
}

const sale = (id: string): string =>
  paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'u1', cents: 100 })

const refusalsOf = async (api: WebhookApi) => {
  await api.settle()
  return (
    await api.pool.query('select endpoint, reason, size, body_sha256, peer from inbox.refusal order by id')
  ).rows
}

test('what is refused is recorded with its reason, size and hash, never with its body', async () => {
  const api = await start()
  const body = sale('refused')
  const headers = signedHeaders('stripe', body)
  const about = {
    endpoint: 'stripe',
    size: body.length,
    body_sha256: createHash('sha256').update(body).digest('hex'),
    peer: '127.0.0.1',
  }
  await api.post('/webhooks/stripe', body)
  await api.post('/webhooks/stripe', body, { 'stripe-signature': 'nonsense' })
  await api.post('/webhooks/stripe', body, { 'stripe-signature': `t=1,v1=${'0'.repeat(64)}` })
  await api.post('/webhooks/stripe', `${body} `, headers)
  await api.post('/webhooks/nobody%00%0a', body)
  await api.post('/webhooks/stripe', 'x'.repeat(1024 * 1024 + 1), headers)
  await api.deliver('stripe', '{"id":1}')
  expect(await refusalsOf(api)).toEqual([
    { ...about, reason: 'missing_signature' },
    { ...about, reason: 'malformed_signature' },
    { ...about, reason: 'stale_timestamp' },
    {
      ...about,
      reason: 'wrong_signature',
      size: body.length + 1,
      body_sha256: createHash('sha256').update(`${body} `).digest('hex'),
    },
    { endpoint: 'nobody??', reason: 'unknown_endpoint', size: 0, body_sha256: '', peer: '127.0.0.1' },
    { endpoint: 'stripe', reason: 'body_too_large', size: 0, body_sha256: '', peer: '127.0.0.1' },
    expect.objectContaining({ endpoint: 'stripe', reason: 'invalid_payload', size: 8 }),
  ])
  for (const line of api.lines) expect(line).not.toContain('payment_intent')
  const failures = await api.metrics.signatureFailure.get()
  expect(failures.values).toEqual([{ labels: { endpoint: 'stripe' }, value: 4 }])
})

test('a URL that cannot be decoded is refused, recorded and counted like any other stranger', async () => {
  const api = await start({ UNVERIFIED_RATE_PER_MINUTE: '2' })
  const statuses: number[] = []
  for (let n = 0; n < 4; n++) statuses.push((await api.post('/webhooks/%E0%A4%A', '{}')).status)
  expect(statuses).toEqual([400, 400, 429, 429])
  const about = { endpoint: 'undecodable', reason: 'undecodable_url', size: 0 }
  expect(await refusalsOf(api)).toMatchObject([about, about])
})

test('an address in a URL that is no endpoint is neither logged nor recorded', async () => {
  const api = await start()
  expect((await api.post('/webhooks/alice@example.com', '{}')).status).toBe(404)
  expect((await api.post('/webhooks/alice%40example.com', '{}')).status).toBe(404)
  expect(JSON.stringify(await refusalsOf(api)) + api.lines.join()).not.toMatch(/alice(?:@|%40)example/)
})

test('a table of refusals that cannot be written delays and fails no answer', async () => {
  const api = await start()
  await api.pool.query('drop table inbox.refusal')
  expect(await api.post('/webhooks/stripe', 'x')).toMatchObject({ status: 400 })
  expect(await api.deliver('stripe', sale('unaffected'))).toMatchObject({ status: 200 })
  await api.settle()
  expect(api.lines.some((line) => line.includes('refused deliveries were not recorded'))).toBe(true)
})

test('a flood of unverified requests is answered 429, and verified ones pass all the same', async () => {
  const api = await start({ UNVERIFIED_RATE_PER_MINUTE: '5' })
  const statuses: number[] = []
  for (const path of ['/webhooks/stripe', '/webhooks/nobody', '/webhooks/rach'])
    for (let n = 0; n < 3; n++) statuses.push((await api.post(path, '{}')).status)
  expect(statuses).toEqual([400, 400, 400, 404, 404, 429, 429, 429, 429])
  const limited = await api.post('/webhooks/stripe', 'x'.repeat(1024 * 1024 + 1))
  expect(limited).toMatchObject({
    status: 429,
    body: { error: 'Too many webhook requests', code: 'TOO_MANY_REQUESTS' },
  })
  expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0)
  for (let n = 0; n < 20; n++)
    expect(await api.deliver('stripe', sale(`verified_${n}`))).toMatchObject({ status: 200 })
  expect(await refusalsOf(api)).toHaveLength(5)
})

test('a verified body that makes no sense does not count towards the limit', async () => {
  const api = await start({ UNVERIFIED_RATE_PER_MINUTE: '2' })
  for (let n = 0; n < 6; n++) expect(await api.deliver('stripe', '{}')).toMatchObject({ status: 400 })
})

test('X-Forwarded-For counts only from a trusted proxy', async () => {
  const [trusting, wary] = [await start(), await start({ TRUST_PROXY: '203.0.113.1' })]
  for (const api of [trusting, wary])
    await api.post('/webhooks/stripe', '{}', { 'x-forwarded-for': '198.51.100.7' })
  expect(await refusalsOf(trusting)).toMatchObject([{ peer: '198.51.100.7' }])
  expect(await refusalsOf(wary)).toMatchObject([{ peer: '127.0.0.1' }])
})

test('a duplicated signature header is refused', async () => {
  const api = await start()
  const body = sale('twice')
  const signature = signedHeaders('stripe', body)['Stripe-Signature'] ?? ''
  const status = await new Promise((resolve, reject) => {
    request(
      `${api.url}/webhooks/stripe`,
      {
        method: 'POST',
        agent,
        headers: ['Host', 'localhost', 'Stripe-Signature', signature, 'Stripe-Signature', signature],
      },
      (response) => resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end(body)
  })
  expect(status).toBe(400)
  expect(await refusalsOf(api)).toMatchObject([{ reason: 'duplicate_signature' }])
})

test('any bytes, verified or not, are answered below 500, and in JSON', async () => {
  const api = await start({ UNVERIFIED_RATE_PER_MINUTE: '1000000' })
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))
  const json = fc.json({ maxDepth: 4, noUnicodeString: false }).map((text) => Buffer.from(text))
  const envelope = fc
    .record({ id: fc.jsonValue(), type: fc.jsonValue(), event: fc.jsonValue(), data: fc.jsonValue() })
    .map((body) => Buffer.from(JSON.stringify(body)))
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(bytes, json, envelope),
      fc.constantFrom('stripe', 'loyalteez', 'loops', 'llamapay', 'cryptopay', 'rach', 'standard'),
      fc.boolean(),
      async (raw, provider, isSigned) => {
        const answer = isSigned
          ? await api.deliver(provider, raw)
          : await api.post(`/webhooks/${provider}`, raw)
        expect(answer.status).toBeLessThan(500)
      },
    ),
    { numRuns: 120 },
  )
})
