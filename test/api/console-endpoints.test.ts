import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { fieldsOf, formsOf, read, type Visitor, visitorOf } from '../support/console-visitor.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'

const READ_KEY = 'a key that only reads'
const SAID = { actor: 'Ada', reason: 'a new shop' }

let api: OperatorApi
let visitor: Visitor

beforeAll(async () => {
  const secretCipher = createSecretCipher([randomBytes(32)])
  api = await startOperatorApi({
    environmentEndpoints: [
      {
        slug: 'stripe',
        account: 'stripe',
        provider: 'stripe',
        secrets: [{ id: 'stripe-1', value: 'whsec_1' }],
      },
    ],
    ...(secretCipher === undefined ? {} : { secretCipher }),
    operatorKeys: [
      { name: 'operator', role: 'admin', value: OPERATOR_API_KEY },
      { name: 'grafana', role: 'read', value: READ_KEY },
    ],
  })
  visitor = visitorOf(api.url)
  await visitor.logIn()
})
afterAll(() => api.stop())

const create = async (fields: Record<string, string>) =>
  visitor.submit(await visitor.get('/console/endpoints'), '/console/endpoints', { ...SAID, ...fields })

interface Endpoint {
  readonly ipAllow: readonly string[]
  readonly pausedAt: string | null
  readonly secrets: readonly { readonly id: string; readonly endsAt: string | null }[]
}

const endpoint = async (slug: string): Promise<Endpoint | undefined> =>
  ((await api.ask('GET', `/endpoints?slug=${slug}`)).body.data as Endpoint[])[0]

test('an endpoint is made; the secret made for it is shown on the answer, and on no page after that', async () => {
  const answer = await create({
    provider: 'standard',
    slug: 'shop-1',
    account: 'shop',
    ipAllow: '192.0.2.1\n198.51.100.0/24',
  })
  const [, secret = ''] = /<code>(whsec_[^<]+)<\/code>/.exec(answer.text) ?? []
  expect(answer.status).toBe(200)
  expect(secret).not.toBe('')
  for (const path of ['/console/endpoints', '/console/endpoints/shop-1', '/console/audit']) {
    const { status, text } = await visitor.get(path)
    expect([path, status]).toEqual([path, 200])
    expect(read(text)).not.toContain(read(secret))
  }
  expect(await endpoint('shop-1')).toMatchObject({
    account: 'shop',
    provider: 'standard',
    ipAllow: ['192.0.2.1', '198.51.100.0/24'],
  })
})

test('a secret the provider shows is taken, and not shown at all: neither in the answer nor where it is refused', async () => {
  const given = 'whsec_given by the provider'
  const made = await create({ provider: 'stripe', slug: 'shop-2', secret: given })
  expect(made).toMatchObject({ status: 303 })
  expect(made.headers.get('location')).toBe('/console/endpoints/shop-2')
  const again = await create({ provider: 'stripe', slug: 'shop-2', secret: given })
  expect(again).toMatchObject({
    status: 409,
    text: expect.stringContaining('There is an endpoint shop-2 already'),
  })
  expect(again.text).not.toContain(given)
})

test('an endpoint is rotated, paused, resumed and limited, and a secret of it ended', async () => {
  await create({ provider: 'stripe', slug: 'shop-3', secret: 'whsec_the first one' })
  const path = '/console/endpoints/shop-3'
  const change = async (what: string, fields: Record<string, string> = {}) => {
    const sent = await visitor.submit(await visitor.get(path), `${path}/${what}`, { ...SAID, ...fields })
    expect([what, sent.status]).toEqual([what, 303])
    return await visitor.get(sent.headers.get('location') ?? '')
  }
  const [first] = (await endpoint('shop-3'))?.secrets ?? []
  await change('secrets', { secret: 'whsec_the second one', othersEndAt: '2099-01-01T00:00' })
  expect((await endpoint('shop-3'))?.secrets).toHaveLength(2)
  expect((await change(`secrets/${first?.id}/end`)).text).toContain('The secret ends')
  const ended = (await endpoint('shop-3'))?.secrets.find(({ id }) => id === first?.id)
  expect(Date.parse(ended?.endsAt ?? '')).toBeLessThanOrEqual(Date.now())
  expect((await change('pause')).text).toContain('class="state paused"')
  expect((await endpoint('shop-3'))?.pausedAt).not.toBeNull()
  expect((await change('resume')).text).toContain('class="state active"')
  await change('ip-allow', { ipAllow: '192.0.2.7' })
  expect((await endpoint('shop-3'))?.ipAllow).toEqual(['192.0.2.7'])
  const { body } = await api.ask('GET', '/audit?actor=Ada')
  expect(body.data).toContainEqual(
    expect.objectContaining({ ...SAID, action: 'POST /v1/endpoints/:slug/pause' }),
  )
})

test('error: what is wrong is told where it was written, and what was written stays', async () => {
  const refused = await create({
    provider: 'stripe',
    slug: 'shop-4',
    secret: 'whsec_good enough',
    ipAllow: 'everybody',
  })
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('must be an IP address') })
  expect(refused.text).toContain('>everybody</textarea>')
  expect(refused.text).toContain('value="shop-4"')
})

test('what is still being carried out is sent again as the same, not anew', async () => {
  const path = '/console/endpoints/stripe'
  const page = await visitor.get(path)
  const send = () => visitor.submit(page, `${path}/ip-allow`, { ...SAID, ipAllow: '192.0.2.9' })
  expect(await send()).toMatchObject({ status: 303 })
  await api.deps.pool.query(
    "update audit.request set answer = null, claimed_until = now() + interval '1 minute'",
  )
  const refused = await send()
  expect(refused).toMatchObject({ status: 409 })
  const once = ({ text }: { readonly text: string }) => fieldsOf(text, `${path}/ip-allow`).once
  expect(once(refused)).toBe(once(page))
})

test('endpoints of the environment can be paused, but not rotated; who only reads changes none', async () => {
  const page = (await visitor.get('/console/endpoints/stripe')).text
  expect(page).toContain('/console/endpoints/stripe/pause')
  expect(page).not.toContain('/console/endpoints/stripe/secrets')
  const reader = visitorOf(api.url)
  await reader.logIn(READ_KEY)
  for (const path of ['/console/endpoints', '/console/endpoints/stripe'])
    expect(formsOf((await reader.get(path)).text)).toHaveLength(1)
  expect(await visitor.get('/console/endpoints/none')).toMatchObject({ status: 404 })
})
