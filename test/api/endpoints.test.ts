import { createHash, randomBytes } from 'node:crypto'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDirectory } from '../../src/api/endpoint-directory.ts'
import { createEndpoints } from '../../src/api/endpoints.ts'
import { databaseMeasurements } from '../../src/api/measurement.ts'
import { loadConfig } from '../../src/config.ts'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import {
  deliverTo,
  type EndpointApis,
  IN_FORCE,
  type Made,
  PING,
  paid,
  startEndpointApis,
  WHY,
} from '../support/endpoint-apis.ts'
import { TEST_SECRETS } from '../support/service.ts'
import type { WebhookApi } from '../support/webhook-api.ts'

let started: EndpointApis
/** One of two processes. */
let one: WebhookApi

beforeAll(async () => {
  started = await startEndpointApis()
  one = started.apis[0]
})
afterAll(() => started?.stop())

const ask = (...about: Parameters<EndpointApis['operator']['ask']>) => started.operator.ask(...about)
const create = (about?: object) => started.create(about)

const statusAt = async (
  api: WebhookApi,
  made: Pick<Made, 'path' | 'secret'>,
  body?: string,
): Promise<number> => (await deliverTo(api, made, body)).status

/** Until every process answers so. */
const everywhere = async (made: Pick<Made, 'path' | 'secret'>, status: number): Promise<void> => {
  for (const api of started.apis) await expect.poll(() => statusAt(api, made), IN_FORCE).toBe(status)
}

const listed = async (slug: string) => {
  const { body } = await ask('GET', `/endpoints?slug=${slug}`)
  return (body.data as Record<string, unknown>[])[0]
}

test('an endpoint that is made takes what its secret signs, in every process, also where it was asked for before', async () => {
  const slug = `shop-${randomBytes(4).toString('hex')}`
  for (const api of started.apis) expect((await api.post(`/webhooks/${slug}`, PING)).status).toBe(404)
  const made = await create({ slug })
  expect(made).toMatchObject({ slug, path: `/webhooks/${slug}`, account: 'shop', provider: 'standard' })
  expect(made.secret).toMatch(/^whsec_/)
  await everywhere(made, 200)
  expect(await statusAt(one, { ...made, secret: `whsec_${randomBytes(32).toString('base64')}` })).toBe(401)
})

test('a slug that nobody chose is made of 128 bits, and its account is its slug', async () => {
  const [made, another] = [await create({ account: undefined }), await create()]
  expect(made.slug).toMatch(/^ep-[0-9a-f]{32}$/)
  expect(made.account).toBe(made.slug)
  expect(another.slug).not.toBe(made.slug)
})

test('a secret is shown once: no list, audit, log or row holds it, nor the answer kept for an Idempotency-Key', async () => {
  const key = { 'idempotency-key': randomBytes(8).toString('hex') }
  const asked = { provider: 'standard', account: 'shop', ...WHY }
  const first = await ask('POST', '/endpoints', asked, key)
  const again = await ask('POST', '/endpoints', asked, key)
  expect(again.headers.get('idempotent-replayed')).toBe('true')
  expect(again.body).toEqual(first.body)
  const given = `given-${randomBytes(12).toString('hex')}`
  const stripe = await create({ provider: 'stripe', secret: given })
  const rotated = await ask('POST', `/endpoints/${stripe.slug}/secrets`, { secret: `${given}-2`, ...WHY })
  expect(rotated.body).toEqual({ secretId: expect.any(String) })
  expect(stripe).not.toHaveProperty('secret')

  const made = first.body as Made
  await deliverTo(one, made)
  const shown = [await ask('GET', '/endpoints'), await ask('GET', '/audit?limit=200')]
  const dump = await everyRow(started.operator.databaseUrl)
  const lines = started.apis.flatMap(({ lines }) => lines)
  for (const secret of [made.secret, given]) {
    const bytes = Buffer.from(secret)
    const forms = [secret, secret.replace('whsec_', ''), bytes.toString('hex'), bytes.toString('base64')]
    for (const text of [JSON.stringify(shown.map(({ body }) => body)), dump, lines.join('\n')])
      expect(forms.filter((form) => text.includes(form))).toEqual([])
  }
  expect(dump).toContain(made.secretId)
})

/** All that the database holds, as text. */
async function everyRow(url: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  try {
    const tables = await pool.query<{ name: string }>(
      "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')",
    )
    const texts: string[] = []
    for (const { name } of tables.rows) {
      const { rows } = await pool.query<{ text: string }>(`select t::text as text from ${name} t`)
      texts.push(...rows.map(({ text }) => text))
    }
    return texts.join('\n')
  } finally {
    await pool.end()
  }
}

test('rotating refuses no delivery, whichever of the two secrets signs it, until the old one ends', async () => {
  const made = await create()
  await everywhere(made, 200)
  let isOver = false
  const answers: number[] = []
  const load = started.apis.map(async (api) => {
    while (!isOver) answers.push(await statusAt(api, made))
  })
  const { body } = await ask('POST', `/endpoints/${made.slug}/secrets`, WHY)
  const rotated = { ...made, ...(body as Pick<Made, 'secret' | 'secretId'>) }
  await everywhere(rotated, 200)
  isOver = true
  await Promise.all(load)
  expect(answers.length).toBeGreaterThan(10)
  expect(new Set(answers)).toEqual(new Set([200]))

  const end = `/endpoints/${made.slug}/secrets/${made.secretId}/end`
  expect(await ask('POST', end, WHY)).toMatchObject({ status: 200, body: { secretId: made.secretId } })
  await everywhere(made, 401)
  expect(await statusAt(one, rotated)).toBe(200)
  const later = await ask('POST', end, { ...WHY, at: '2099-01-01T00:00:00Z' })
  expect(Date.parse(String(later.body.endsAt))).toBeLessThanOrEqual(Date.now())
})

test('a rotation can say when the others end, and never makes one last longer', async () => {
  const made = await create()
  const at = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
  const [sooner, later] = [at(1), at(2)]
  await ask('POST', `/endpoints/${made.slug}/secrets`, { ...WHY, othersEndAt: sooner })
  await ask('POST', `/endpoints/${made.slug}/secrets`, { ...WHY, othersEndAt: later })
  const { secrets } = (await listed(made.slug)) as { secrets: { endsAt: string | null }[] }
  const ends = secrets.map(({ endsAt }) => endsAt && new Date(endsAt).toISOString())
  expect(ends).toEqual([null, later, sooner])
})

test('an endpoint whose secrets have all ended, or that has ended itself, refuses as its provider says', async () => {
  const made = await create()
  await ask('POST', `/endpoints/${made.slug}/secrets/${made.secretId}/end`, WHY)
  await everywhere(made, 401)
  const secret = randomBytes(16).toString('hex')
  const endsAt = new Date(Date.now() + 2_500).toISOString()
  const brief = await create({ provider: 'stripe', secret, endsAt })
  const body = JSON.stringify({
    id: `evt_${secret}`,
    type: 'customer.created',
    data: { object: { id: 'cus' } },
  })
  await expect
    .poll(async () => (await deliverTo(one, { ...brief, secret }, body, 'stripe')).status, IN_FORCE)
    .toBe(400)
  expect(one.lines.some((line) => line.includes(brief.slug) && line.includes('no_active_secret'))).toBe(true)
  expect(await ask('POST', `/endpoints/${brief.slug}/secrets`, { ...WHY, secret })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('has ended') },
  })
})

test('only addresses that are allowed may deliver, and an empty list allows all again', async () => {
  const made = await create({ ipAllow: ['198.51.100.0/24', '2001:db8::/32'] })
  await everywhere(made, 403)
  const allow = (ipAllow: string[]) => ask('PUT', `/endpoints/${made.slug}/ip-allow`, { ipAllow, ...WHY })
  expect(await allow(['127.0.0.0/8', '::1'])).toMatchObject({
    status: 200,
    body: { ipAllow: ['127.0.0.0/8', '::1'] },
  })
  await everywhere(made, 200)
  await allow(['203.0.113.7'])
  await everywhere(made, 403)
  await allow([])
  await everywhere(made, 200)
})

test('addresses can be set for an endpoint of the environment, too', async () => {
  const stripe = { path: '/webhooks/stripe', secret: '' }
  const allow = (ipAllow: string[]) => ask('PUT', '/endpoints/stripe/ip-allow', { ipAllow, ...WHY })
  await allow(['203.0.113.7'])
  await everywhere(stripe, 403)
  expect(await listed('stripe')).toMatchObject({ source: 'environment', ipAllow: ['203.0.113.7'] })
  await allow([])
  await everywhere(stripe, 400)
})

test('the list shows endpoints of the environment first, then those of run time, page by page', async () => {
  const account = `acc-${randomBytes(4).toString('hex')}`
  const slugs = []
  for (let n = 0; n < 5; n++) slugs.unshift((await create({ account })).slug)
  const first = await ask('GET', `/endpoints?account=${account}&limit=3`)
  const second = await ask('GET', `/endpoints?account=${account}&limit=3&cursor=${first.body.nextCursor}`)
  const pages = [first, second].map(({ body }) => body.data as Record<string, unknown>[])
  expect(pages.flat().map(({ slug }) => slug)).toEqual(slugs)
  expect(second.body.nextCursor).toBeNull()
  const [stripe] = (await ask('GET', '/endpoints')).body.data as object[]
  expect(stripe).toEqual({
    slug: 'stripe',
    account: 'stripe',
    provider: 'stripe',
    path: '/webhooks/stripe',
    source: 'environment',
    pausedAt: null,
    endsAt: null,
    ipAllow: [],
    createdAt: null,
    secrets: [{ id: 'stripe-12345678', addedAt: null, endsAt: null, lastUsedAt: null }],
  })
})

test.each([
  ['its slug is the name of a provider', { slug: 'rach' }, 409],
  ['its slug is the name of something else', { slug: 'payment' }, 409],
  ['its slug begins the ids of replays', { slug: 'replay' }, 409],
  ['its slug is the task queue', { slug: 'operator-api-tests' }, 409],
  ['its slug cannot stand in a URL', { slug: 'Shop/1' }, 422],
  ['there is no such provider', { provider: 'acme' }, 422],
  ['the provider makes the secret', { provider: 'stripe' }, 422],
  ['the secret is none of Standard Webhooks', { secret: 'not-base64!' }, 422],
  ['the secret was pasted with a line break', { provider: 'stripe', secret: 'whsec_12345678\n' }, 422],
  ['it would have ended already', { endsAt: '2020-01-01T00:00:00Z' }, 422],
  ['an address is none', { ipAllow: ['example.org'] }, 422],
  ['nobody says why', { reason: undefined }, 422],
  ['who says so could not be audited', { actor: 'ada\n' }, 422],
  ['why could not be audited', { reason: 'a\u0000b' }, 422],
])('error: no endpoint is made where %s', async (_why, about, status) => {
  const asked = { provider: 'standard', account: 'refused', ...WHY, ...about }
  const answer = await ask('POST', '/endpoints', asked)
  expect(answer.status).toBe(status)
  expect(JSON.stringify(answer.body)).not.toMatch(/not-base64|12345678/)
  expect((await ask('GET', '/endpoints?account=refused')).body.data).toEqual([])
})

test('error: a slug is taken once', async () => {
  const { slug } = await create()
  expect(await ask('POST', '/endpoints', { provider: 'standard', slug, ...WHY })).toMatchObject({
    status: 409,
  })
})

test('error: the secrets of the environment are changed in the environment', async () => {
  const id = 'stripe-12345678'
  for (const [path, about] of [
    ['/endpoints/stripe/secrets', { secret: 'whsec_another' }],
    [`/endpoints/stripe/secrets/${id}/end`, {}],
  ] as const)
    expect(await ask('POST', path, { ...WHY, ...about })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('STRIPE_WEBHOOK_SECRET') },
    })
})

test.each([
  ['POST', '/endpoints/none/pause', {}],
  ['POST', '/endpoints/none/resume', {}],
  ['POST', '/endpoints/none/secrets', {}],
  ['POST', '/endpoints/none/secrets/none-1/end', {}],
  ['PUT', '/endpoints/none/ip-allow', { ipAllow: [] }],
])('error: %s %s is 404', async (method, path, about) => {
  expect(await ask(method, path, { ...WHY, ...about })).toMatchObject({ status: 404 })
  expect((await ask('GET', '/endpoints?slug=none')).body.data).toEqual([])
})

test('error: a slug that no database can hold is 400', async () => {
  expect(await ask('POST', '/endpoints/no%00ne/pause', WHY)).toMatchObject({ status: 400 })
})

test('error: nobody delivers before it was heard who may', async () => {
  await ask('PUT', '/endpoints/stripe/ip-allow', { ipAllow: ['203.0.113.7'], ...WHY })
  let isAway = true
  const query = (...about: Parameters<pg.Pool['query']>) =>
    isAway ? Promise.reject(new Error('away')) : one.pool.query(...about)
  const pool = Object.create(one.pool, { query: { value: query } }) as pg.Pool
  const config = loadConfig({
    ...TEST_SECRETS,
    DATABASE_URL: started.operator.databaseUrl,
    CONFIG_FILE: '/nowhere',
  })
  const cipher = createSecretCipher([started.key])
  const log = pino({ level: 'silent' })
  const directory = createDirectory({ config, environment: createEndpoints(config), pool, cipher, log })
  await expect(directory.find('stripe')).rejects.toMatchObject({ code: 'INBOX_UNAVAILABLE' })
  isAway = false
  const allows = async () => (await directory.find('stripe'))?.allows('198.51.100.1')
  expect(await allows()).toBe(false)
  await ask('PUT', '/endpoints/stripe/ip-allow', { ipAllow: [], ...WHY })
  await expect.poll(allows, IN_FORCE).toBe(true)
  isAway = true
  await new Promise((done) => setTimeout(done, 3_100))
  expect(await allows()).toBe(true)
})

test('error: a secret that was changed in the database verifies nothing; its sender is to try again, others go on', async () => {
  const [changed, whole] = [await create(), await create()]
  await everywhere(changed, 200)
  await one.pool.query(
    `update inbox.endpoint_secret set ciphertext = (
       select ciphertext from inbox.endpoint_secret where slug = $2) where slug = $1`,
    [changed.slug, whole.slug],
  )
  await everywhere(changed, 503)
  await everywhere({ ...changed, secret: whole.secret }, 503)
  await everywhere(whole, 200)
  const answer = await deliverTo(one, changed)
  expect(answer.body).toMatchObject({ code: 'SECRETS_UNREADABLE' })
  expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(one.lines.filter((line) => line.includes(`"secretId":"${changed.secretId}"`))).toHaveLength(1)
})

test('a checkout of Rach that is told at two endpoints of its account is one payment', async () => {
  const session = `cs_${randomBytes(6).toString('hex')}`
  const body = JSON.stringify({
    event: 'payment.confirmed',
    session_id: session,
    reference: `order-${session}`,
    amount: '10.00',
    currency: 'USDT',
    status: 'confirmed',
    tx_hash: `0x${createHash('sha256').update(session).digest('hex')}`,
    metadata: { user_id: session },
  })
  const secrets = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')]
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  for (const secret of secrets) {
    const made = await create({ provider: 'rach', account: 'rach-shop', secret, endsAt })
    expect((await deliverTo(one, { ...made, secret }, body, 'rach')).status).toBe(200)
  }
  const { rows } = await one.pool.query(
    'select plan from inbox.event where account = $1 and payment_id = $2',
    ['rach-shop', session],
  )
  expect(rows).toHaveLength(2)
  const ledger = createLedger(one.pool)
  for (const { plan } of rows) await ledger.stateFact(plan.statement, { finish: false })
  const { balances } = await ledger.balances(`user:${session}`)
  expect(balances).toMatchObject([{ asset: 'USDT', available: '10000000000000000000' }])
})

test('a webhook asks the database for its endpoint no more than once in seconds, however many come', async () => {
  const { slug } = await create()
  let queries = 0
  const pool = Object.create(one.pool, {
    query: {
      value: (...about: Parameters<pg.Pool['query']>) => {
        queries += 1
        return one.pool.query(...about)
      },
    },
  }) as pg.Pool
  const cipher = createSecretCipher([started.key])
  const config = loadConfig({
    ...TEST_SECRETS,
    DATABASE_URL: started.operator.databaseUrl,
    CONFIG_FILE: '/nowhere',
  })
  const environment = createEndpoints(config)
  const log = pino({ level: 'silent' })
  const directory = createDirectory({ config, environment, pool, cipher, log })
  const find = async (name: string) => [await directory.find(name), await directory.isPaused(name)]
  for (let round = 0; round < 3; round++)
    await Promise.all(Array.from({ length: 200 }, (_, n) => find(n % 2 === 0 ? slug : 'stripe')))
  expect(await find(slug)).toMatchObject([{ slug, account: 'shop' }, false])
  expect(queries).toBeLessThanOrEqual(2)
})

test('endpoints that nobody chose a name for are one in the metrics', async () => {
  const made = await create()
  await everywhere(made, 200)
  await deliverTo(one, made, paid())
  await one.settle()
  const text = await one.metrics.registry.metrics()
  expect(text).toMatch(/webhook_received_total\{endpoint="opaque",type="ping"\} \d/)
  expect(text).not.toContain(made.slug)
  const figures = databaseMeasurements(one.pool).find(({ name }) => name === 'inbox_day_events')
  const readings = (await figures?.read()) ?? []
  expect(readings).toContainEqual({ endpoint: 'opaque', state: 'received', value: expect.any(Number) })
  expect(JSON.stringify(readings)).not.toContain('ep-')
})
