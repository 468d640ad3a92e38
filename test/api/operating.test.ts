import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, inject, test } from 'vitest'
import { loops } from '../../src/providers/loops.ts'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession } from '../support/stripe-events.ts'
import {
  secretOf,
  signedHeaders,
  startWebhookApi,
  type WebhookApi,
  type WebhookApiOptions,
} from '../support/webhook-api.ts'

const running: WebhookApi[] = []
afterEach(async () => {
  for (const api of running.splice(0)) await api.stop()
})

const start = async (options: WebhookApiOptions = {}): Promise<WebhookApi> => {
  const api = await startWebhookApi(options)
  running.push(api)
  return api
}

const policyFile = (policy: object): string => {
  const path = join(inject('runFolder'), `policy-${randomBytes(4).toString('hex')}.json`)
  writeFileSync(path, JSON.stringify(policy))
  return path
}

const sale = (id = randomBytes(4).toString('hex')): string =>
  paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'u1', cents: 100 })

const linesOf = (api: WebhookApi): Record<string, unknown>[] =>
  api.lines.map((line) => JSON.parse(line) as Record<string, unknown>)

test('every delivery is one log line: what, where, which, when, and whether its signature was good', async () => {
  const api = await start()
  await api.deliver('stripe', sale('logged'))
  await api.post('/webhooks/stripe', sale('logged'))
  const received = linesOf(api).filter(({ msg }) => msg === 'webhook.received')
  expect(received).toMatchObject([
    {
      level: 30,
      event: 'checkout.session.completed',
      endpoint: 'stripe',
      id: 'evt_logged',
      received_at: expect.stringMatching(/^\d{4}-.*Z$/),
      signature_valid: true,
      admission: 'accepted',
    },
    {
      level: 40,
      endpoint: 'stripe',
      signature_valid: false,
      reason: 'missing_signature',
      size: sale('logged').length,
    },
  ])
})

test('what comes in is counted by endpoint and type, duplicates apart, with the secret that was used', async () => {
  const api = await start()
  await api.deliver('stripe', sale('counted'))
  await api.deliver('stripe', sale('counted'))
  const text = await api.metrics.registry.metrics()
  expect(text).toContain('webhook_received_total{endpoint="stripe",type="payment.succeeded"} 2')
  expect(text).toContain('webhook_duplicate_total 1')
  expect(text).toMatch(/secret_last_used_timestamp\{secret="stripe-[0-9a-f]{8}"\} \d{10}/)
  expect(text).toMatch(/webhook_receive_duration_seconds_count 2/)
  expect(text).not.toContain(secretOf('stripe'))
})

test('the address mails go to is stored encrypted, and names the owner by a digest', async () => {
  const api = await start()
  const body = JSON.stringify({
    id: 'evt_contact',
    type: 'charge.succeeded',
    created: 1_760_000_000,
    data: {
      object: {
        id: 'ch_contact',
        amount: 500,
        currency: 'usd',
        billing_details: { email: 'Ann@Example.com' },
      },
    },
  })
  expect(await api.deliver('loops', body)).toMatchObject({ status: 200 })
  const { rows } = await api.pool.query(
    `select ciphertext, event -> 'owner' as owner, subjects from inbox.event join inbox.contact on event_id = id
     where event_key = 'evt_contact'`,
  )
  expect(rows).toMatchObject([
    {
      owner: { owner: expect.stringMatching(/^email:[0-9a-f]{64}$/), source: 'email' },
      subjects: [expect.any(String)],
    },
  ])
  expect(rows[0].ciphertext.toString('latin1').toLowerCase()).not.toContain('ann')
})

test('a delivery from elsewhere than the policy allows is 403', async () => {
  const policy = { endpoints: { stripe: { ipAllow: ['198.51.100.0/24'] } } }
  const api = await start({ env: { CONFIG_FILE: policyFile(policy) } })
  expect(await api.deliver('stripe', sale())).toMatchObject({
    status: 403,
    body: { code: 'ADDRESS_NOT_ALLOWED' },
  })
  const body = sale('allowed')
  const headers = { ...signedHeaders('stripe', body), 'x-forwarded-for': '198.51.100.7' }
  expect(await api.post('/webhooks/stripe', body, headers)).toMatchObject({ status: 200 })
  expect(await api.deliver('loops', '{}')).toMatchObject({ status: 400 })
})

test('the policy names the account and the mode; a test event of a live endpoint is recorded without effect', async () => {
  const policy = { endpoints: { stripe: { account: 'shop', mode: 'live' } } }
  const api = await start({ env: { CONFIG_FILE: policyFile(policy) } })
  const answer = await api.deliver('stripe', sale('mode'))
  expect(answer).toMatchObject({ status: 200 })
  expect(answer.body).not.toHaveProperty('workflowId')
  const { rows } = await api.pool.query('select account, state, livemode from inbox.event')
  expect(rows).toEqual([{ account: 'shop', state: 'recorded', livemode: false }])
})

test('while secrets are rotated both are good, and the event says which it was; an ended one is not', async () => {
  const [old, fresh] = ['whsec_old_secret', TEST_SECRETS.STRIPE_WEBHOOK_SECRET]
  const both = await start({ env: { STRIPE_WEBHOOK_SECRET: `${fresh},${old}` } })
  const ended = await start({ env: { STRIPE_WEBHOOK_SECRET: `${fresh},${old}@2020-01-01T00:00:00Z` } })
  const body = sale('old')
  const signedOld = signedHeaders('stripe', body, undefined, old)
  expect(await both.deliver('stripe', sale('new'))).toMatchObject({ status: 200 })
  expect(await both.post('/webhooks/stripe', body, signedOld)).toMatchObject({ status: 200 })
  expect(await ended.post('/webhooks/stripe', body, signedOld)).toMatchObject({ status: 400 })
  const { rows } = await both.pool.query('select distinct secret_id from inbox.event')
  expect(rows).toHaveLength(2)
})

test('an endpoint without a secret is unknown: it never accepts', async () => {
  const api = await start({ env: { RACH_WEBHOOK_SECRET: '' } })
  expect(await api.deliver('rach', '{}')).toMatchObject({ status: 404, body: { code: 'UNKNOWN_ENDPOINT' } })
})

test('a bug in a translator is 500 with nothing stored, and its log line quotes nothing', async () => {
  const broken = {
    ...loops,
    translate: () => {
      throw new TypeError('cannot read secret.person@example.org')
    },
  }
  const endpoint = {
    slug: 'loops',
    account: 'loops',
    provider: broken,
    secrets: [{ id: 'loops-1', value: secretOf('loops') }],
    settings: { cryptopayScheme: 'stripe-v1', rachAcceptReserialised: false },
    policy: {},
    allows: () => true,
  } as const
  const api = await start({ endpoints: { named: () => endpoint } })
  expect(await api.deliver('loops', '{"id":"evt_1"}')).toMatchObject({
    status: 500,
    body: { code: 'INTERNAL' },
  })
  expect((await api.pool.query('select from inbox.event')).rowCount).toBe(0)
  const [line] = linesOf(api).filter(({ level }) => level === 50)
  expect(line).toMatchObject({
    endpoint: 'loops',
    error: 'TypeError',
    bodySha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  })
  expect(api.lines.join('')).not.toContain('secret.person')
})

test('answers carry the usual security headers and do not name the framework', async () => {
  const api = await start()
  const { headers } = await api.deliver('stripe', sale())
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.has('x-powered-by')).toBe(false)
})

test('a URL that cannot be decoded is a 400 in JSON', async () => {
  const api = await start()
  expect(await api.post('/webhooks/%E0%A4%A', '{}')).toMatchObject({
    status: 400,
    body: { code: 'BAD_REQUEST' },
  })
})
