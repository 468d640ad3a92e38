import { expect, test } from 'vitest'
import { startConstraintApi } from '../support/constraint-api.ts'
import { useConstraintApi } from '../support/use-constraint-api.ts'

const on = useConstraintApi()

const WALLET = '0xAbCd00000000000000000000000000000000Ef12'
const asked = (more: object = {}) => ({ api_url: on.external.url, user_address: WALLET, ...more })

test('the API is asked once, and answered from the cache after that', async () => {
  const first = await on.api.validate(asked({ collection_id: 123 }))
  expect(first).toMatchObject({ status: 200, body: { success: true, allowed: true, cached: false } })
  const again = await on.api.validate(asked({ collection_id: 123 }))
  expect(again.body).toEqual({ ...first.body, cached: true })
  expect(on.external.calls).toEqual([{ user_address: WALLET.toLowerCase(), collection_id: 123 }])
})

test('an answer holds for 60 s, or for as long as was said', async () => {
  const secondsLeft = async (more: object) => {
    const { body } = await on.api.validate(asked(more))
    expect(body.expires_at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    return Math.round((Date.parse(String(body.expires_at)) - Date.now()) / 1000)
  }
  expect(await secondsLeft({})).toBe(60)
  expect(await secondsLeft({ collection_id: 1, ttl_seconds: 86_400 })).toBe(86_400)
  expect(await secondsLeft({ collection_id: 2, ttl_seconds: 5 })).toBe(5)
})

test('an answer that has ended is asked for anew', async () => {
  await on.api.validate(asked())
  await on.api.pool.query(
    "update constraints.answer set expires_at = now() - interval '1 ms' where api_url = $1",
    [on.external.url],
  )
  expect(await on.api.validate(asked())).toMatchObject({ body: { cached: false } })
  expect(on.external.calls).toHaveLength(2)
})

test('nobody gets an answer older than the time asked for, though it was kept for longer', async () => {
  await on.api.validate(asked({ ttl_seconds: 3600 }))
  await on.api.pool.query(
    "update constraints.answer set answered_at = answered_at - interval '30 s' where api_url = $1",
    [on.external.url],
  )
  expect(await on.api.validate(asked({ ttl_seconds: 60 }))).toMatchObject({ body: { cached: true } })
  expect(await on.api.validate(asked({ ttl_seconds: 20 }))).toMatchObject({ body: { cached: false } })
})

test('an address is the same in any letter case, a collection as number or text, a URL in any spelling', async () => {
  await on.api.validate(asked({ collection_id: 7 }))
  const spelt = {
    api_url: on.external.url.replace('http', 'HTTP').concat('#part'),
    user_address: WALLET.toLowerCase(),
    collection_id: '7',
  }
  expect(await on.api.validate(spelt)).toMatchObject({ body: { cached: true } })
})

test.each([
  ['{"allowed":false}', false],
  ['{"valid":true}', true],
  ['{"eligible":false,"reason":"no tokens"}', false],
  ['{"allowed":false,"eligible":true}', false],
])('the API may answer %s', async (text, allowed) => {
  on.external.answer = (response) => response.writeHead(201).end(text)
  expect(await on.api.validate(asked())).toMatchObject({ status: 200, body: { allowed } })
})

test.each([
  ['an error', 500, '{"allowed":true}'],
  ['no verdict', 200, '{}'],
  ['a verdict that is text', 200, '{"allowed":"yes"}'],
  ['a verdict that is text beside another', 200, '{"allowed":"no","valid":true}'],
  ['a list', 200, '[true]'],
  ['no JSON', 200, 'true!'],
  ['nothing', 204, ''],
  ['too much', 200, `{"allowed":true,"more":"${'x'.repeat(65_536)}"}`],
])('error: %s from the API is 502, and not cached', async (_what, status, text) => {
  on.external.answer = (response) => response.writeHead(status).end(text)
  const { status: answered, body } = await on.api.validate(asked())
  expect(answered).toBe(502)
  expect(body).toEqual({ success: false, error: expect.stringMatching(/^api_url: (its?|the answer) /) })
  on.external.answer = (response) => response.end('{"allowed":true}')
  expect(await on.api.validate(asked())).toMatchObject({ status: 200, body: { cached: false } })
})

test('error: an API that does not answer within 3 s is 502', async () => {
  on.external.answer = () => undefined
  const startedAt = Date.now()
  expect(await on.api.validate(asked())).toMatchObject({
    status: 502,
    body: { success: false, error: 'api_url: no answer within 3000 ms' },
  })
  expect(Date.now() - startedAt).toBeLessThan(5_000)
})

test('error: an address that is not public is 400, in the URL or behind a redirect', async () => {
  const refusal = {
    success: false,
    error: 'api_url: the URL leads to an address that is not on the public internet',
  }
  for (const url of ['http://169.254.169.254/latest', 'http://2130706434/', 'http://[::1]:1/'])
    expect(await on.api.validate(asked({ api_url: url }))).toMatchObject({ status: 400, body: refusal })
  on.external.answer = (response) =>
    response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end()
  expect(await on.api.validate(asked())).toMatchObject({ status: 400, body: refusal })
})

test('without OUTBOUND_ALLOW this machine is out of reach', async () => {
  const closed = await startConstraintApi({ databaseUrl: on.database.url, outboundAllow: [] })
  const { port } = new URL(on.external.url)
  for (const host of ['127.0.0.1', 'localhost', '0.0.0.0', '[::ffff:127.0.0.1]'])
    expect(await closed.validate(asked({ api_url: `http://${host}:${port}/` }))).toMatchObject({
      status: 400,
    })
  expect(on.external.calls).toEqual([])
  await closed.stop()
})

test('error: while the database is away, it is 503 with Retry-After', async () => {
  const cut = await startConstraintApi({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' })
  const { status, headers, body } = await cut.validate(asked())
  expect({ status, success: body.success }).toEqual({ status: 503, success: false })
  expect(headers.get('retry-after')).toBe('5')
  await cut.stop()
})

test('hits and misses are counted', async () => {
  const counted = () =>
    Promise.all(['hit', 'miss'].map((result) => on.api.counted(`constraint_cache_total{result="${result}"}`)))
  const [hits = 0, misses = 0] = await counted()
  await on.api.validate(asked())
  await on.api.validate(asked())
  await on.api.validate(asked())
  on.external.answer = (response) => response.writeHead(500).end()
  await on.api.validate(asked({ collection_id: 'other' }))
  expect(await counted()).toEqual([hits + 2, misses + 2])
})
