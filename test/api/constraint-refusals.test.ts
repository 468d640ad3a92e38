import { expect, test } from 'vitest'
import { startConstraintApi } from '../support/constraint-api.ts'
import { useConstraintApi } from '../support/use-constraint-api.ts'

const on = useConstraintApi()

const WALLET = '0xAbCd00000000000000000000000000000000Ef12'
const asked = (more: object = {}) => ({ api_url: on.external.url, user_address: WALLET, ...more })

test.each([
  ['{"user_address":"0x1"}', 'Missing required field: api_url'],
  ['{"api_url":"","user_address":"0x1"}', 'Missing required field: api_url'],
  ['{"api_url":"https://api.example/"}', 'Missing required field: user_address'],
  ['{"api_url":"https://api.example/","user_address":null}', 'Missing required field: user_address'],
  ['', 'Missing required field: api_url'],
  ['[]', 'The body must be a JSON object'],
  ['"text"', 'The body is not JSON'],
  ['{"api_url":', 'The body is not JSON'],
  ['{"api_url":"no url","user_address":"0x1"}', 'api_url: must be a URL'],
  ['{"api_url":7,"user_address":"0x1"}', 'api_url: must be a URL'],
  ['{"api_url":"https://a.example/","user_address":{}}', 'user_address: must be text'],
  ['{"api_url":"https://a.example/","user_address":"a\\u0000"}', 'user_address: must be text'],
  ['{"api_url":"https://a.example/","user_address":"a\\ud800"}', 'user_address: must be text'],
  ['{"api_url":"ftp://a.example/","user_address":"0x1"}', 'api_url: the URL is neither http nor https'],
  ['{"api_url":"https://u:p@a.example/","user_address":"0x1"}', 'api_url: the URL holds credentials'],
])('error: %s is 400: %s', async (body, error) => {
  expect(await on.api.post('/constraint-updater/validate', body)).toMatchObject({
    status: 400,
    body: { success: false, error },
  })
})

test.each([
  [{ collection_id: 1.5 }, /^collection_id: must be a whole number or text/],
  [{ collection_id: true }, /^collection_id: must be a whole number or text/],
  [{ collection_id: 'x'.repeat(201) }, /^collection_id: must be at most 200 characters/],
  [{ user_address: 'x'.repeat(201) }, /^user_address: must be at most 200 characters/],
  [{ api_url: `https://a.example/${'x'.repeat(2_000)}` }, /^api_url: must be at most 2000 characters/],
  [{ ttl_seconds: 0 }, /^ttl_seconds: must be a whole number from 1 to 86400/],
  [{ ttl_seconds: 86_401 }, /^ttl_seconds: must be a whole number from 1 to 86400/],
  [{ ttl_seconds: '60' }, /^ttl_seconds: must be a whole number from 1 to 86400/],
])('error: %j is 400', async (more, error) => {
  const { status, body } = await on.api.validate(asked(more))
  expect({ status, success: body.success }).toEqual({ status: 400, success: false })
  expect(body.error).toMatch(error)
})

test('error: a body over 64 KiB is 413', async () => {
  expect(await on.api.validate(asked({ more: 'x'.repeat(65_536) }))).toMatchObject({
    status: 413,
    body: { success: false, error: 'The body is over 64 KiB' },
  })
})

const ROUTES = [
  '/constraint-updater/validate',
  '/constraint-updater/invalidate-external-api',
  '/invalidate-external-api',
]

test.each(ROUTES)('error: %s without the key is 401, whatever the body', async (path) => {
  for (const authorization of ['', 'Bearer ', 'Bearer wrong', 'Basic a constraint key for tests'])
    expect(await on.api.post(path, '{', { authorization })).toMatchObject({
      status: 401,
      body: { success: false, error: expect.stringMatching(/CONSTRAINT_API_KEY/) },
    })
})

test('error: where no key is set, there are no such routes', async () => {
  const closed = await startConstraintApi({ databaseUrl: on.database.url, constraintApiKey: undefined })
  for (const path of ROUTES)
    for (const authorization of ['', 'Bearer ', 'Bearer undefined'])
      expect(await closed.post(path, asked(), { authorization })).toMatchObject({ status: 404 })
  await closed.stop()
})

test('error: more than 100 requests a minute from one address are 429, with the time to stay away', async () => {
  const from = { 'x-forwarded-for': '203.0.113.9' }
  const statuses = await Promise.all(
    Array.from({ length: 110 }, (_, n) =>
      on.api.post(ROUTES[n % 3] ?? '', {}, from).then(({ status }) => status),
    ),
  )
  expect(statuses.filter((status) => status === 429)).toHaveLength(10)
  const { headers, body } = await on.api.post(ROUTES[0] ?? '', asked(), from)
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(body).toEqual({ success: false, error: 'Too many requests' })
  expect(await on.api.validate(asked())).toMatchObject({ status: 200 })
})
