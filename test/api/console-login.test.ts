import { randomBytes } from 'node:crypto'
import { Pool } from 'pg'
import { beforeAll, expect, test } from 'vitest'
import type { OperatorKey } from '../../src/operator-keys.ts'
import { visitorOf } from '../support/console-visitor.ts'
import { OPERATOR_API_KEY, type OperatorApi } from '../support/operator-api.ts'
import { useOperatorApis } from '../support/use-operator-apis.ts'

const start = useOperatorApis()
let api: OperatorApi
beforeAll(async () => {
  api = await start()
})

test('who is not logged in is led to the login, and from there to the page that was asked for', async () => {
  const visitor = visitorOf(api.url)
  const asked = await visitor.get('/console/events?q=evt_1')
  expect(asked).toMatchObject({ status: 303 })
  const login = asked.headers.get('location') ?? ''
  expect(login).toBe(`/console/login?next=${encodeURIComponent('/console/events?q=evt_1')}`)
  expect((await visitor.get(login)).text).toContain('value="/console/events?q=evt_1"')
  const entered = await visitor.logIn(OPERATOR_API_KEY, '/console/events?q=evt_1')
  expect(entered).toMatchObject({ status: 303 })
  expect(entered.headers.get('location')).toBe('/console/events?q=evt_1')
  expect(await visitor.get('/console/events?q=evt_1')).toMatchObject({ status: 200 })
})

test.each(['https://evil.test/console', '//evil.test/', '/console\\evil', '/consoles', '/v1/events', ''])(
  'error: after the login nobody is led to %j',
  async (next) => {
    const entered = await visitorOf(api.url).logIn(OPERATOR_API_KEY, next)
    expect(entered.headers.get('location')).toBe('/console')
  },
)

test('the cookie is out of reach of scripts, of other sites, and, behind TLS, of whoever listens', async () => {
  const visitor = visitorOf(api.url)
  const [cookie = ''] = (await visitor.logIn()).headers.getSetCookie()
  expect(cookie).toMatch(/; Max-Age=28800; Path=\/console; .*HttpOnly; SameSite=Strict$/)
  const origin = { origin: api.url, 'x-forwarded-proto': 'https' }
  const behindTls = await visitor.post('/console/login', { key: OPERATOR_API_KEY }, origin)
  expect(behindTls.headers.getSetCookie()[0]).toContain('; Secure')
})

test('error: a key that opens nothing is 401, and no session', async () => {
  const visitor = visitorOf(api.url)
  for (const key of ['', 'guess', `${OPERATOR_API_KEY}x`, OPERATOR_API_KEY.slice(1)]) {
    expect(await visitor.logIn(key)).toMatchObject({
      status: 401,
      text: expect.stringContaining('This key opens nothing'),
    })
    expect(visitor.cookie).toBe('')
  }
})

test('who guesses more than twenty times a minute is turned away; who has the key still gets in', async () => {
  const guessed = await start()
  const visitor = visitorOf(guessed.url)
  const statuses: number[] = []
  for (let n = 0; n < 22; n++) statuses.push((await visitor.logIn(`guess ${n}`)).status)
  expect(statuses.slice(0, 20).every((status) => status === 401)).toBe(true)
  expect(statuses.slice(20)).toEqual([429, 429])
  expect(await visitor.logIn()).toMatchObject({ status: 303 })
})

test('error: a login that is no form is 401, and not a failure of ours', async () => {
  const headers = { origin: api.url, 'content-type': 'application/json' }
  for (const body of [undefined, JSON.stringify({ key: OPERATOR_API_KEY })]) {
    const init = { method: 'POST', headers, ...(body === undefined ? {} : { body }) }
    expect((await fetch(`${api.url}/console/login`, init)).status).toBe(401)
  }
})

test('a cookie that somebody made up asks nothing of the database', async () => {
  const visitor = visitorOf(api.url)
  await visitor.logIn()
  const pool = new Pool({ connectionString: 'postgres://127.0.0.1:1/nowhere' })
  const away = visitorOf((await start({ pool })).url)
  away.cookie = visitor.cookie
  expect(await away.get('/console')).toMatchObject({ status: 503 })
  const made = randomBytes(32).toString('base64url')
  for (const value of [made, `${made}.${'0'.repeat(64)}`, `${made}${visitor.cookie.slice(-65)}`]) {
    away.cookie = `quittance-session=${value}`
    expect(await away.get('/console')).toMatchObject({ status: 303 })
  }
})

test('error: a login that another site sends is refused', async () => {
  const visitor = visitorOf(api.url)
  const sent = await visitor.post(
    '/console/login',
    { key: OPERATOR_API_KEY },
    { origin: 'https://evil.test' },
  )
  expect(sent).toMatchObject({ status: 403 })
  expect(visitor.cookie).toBe('')
})

test('whoever logs out is out, and so is whoever has a copy of the cookie', async () => {
  const visitor = visitorOf(api.url)
  await visitor.logIn()
  const copy = visitorOf(api.url)
  copy.cookie = visitor.cookie
  const page = await visitor.get('/console')
  expect(await visitor.submit(page, '/console/logout')).toMatchObject({ status: 303 })
  expect(await copy.get('/console')).toMatchObject({ status: 303 })
})

test('every API process knows the session', async () => {
  const visitor = visitorOf(api.url)
  await visitor.logIn()
  const other = await start({ pool: api.deps.pool })
  const there = visitorOf(other.url)
  there.cookie = visitor.cookie
  expect(await there.get('/console/parked')).toMatchObject({ status: 200 })
})

test.each<[string, readonly OperatorKey[]]>([
  ['is not configured any more', []],
  ['was replaced', [{ name: 'operator', role: 'admin', value: 'another key of operator' }]],
  [
    'has ended',
    [{ name: 'operator', role: 'admin', value: OPERATOR_API_KEY, endsAt: '2026-01-01T00:00:00Z' }],
  ],
])('a session ends when its key %s', async (_what, operatorKeys) => {
  const visitor = visitorOf(api.url)
  await visitor.logIn()
  const restarted = await start({ pool: api.deps.pool, operatorKeys })
  const there = visitorOf(restarted.url)
  there.cookie = visitor.cookie
  expect(await there.get('/console/parked')).toMatchObject({ status: 303 })
})

test.each([
  ['an hour without use', "seen_at = seen_at - interval '61 minutes'"],
  ['eight hours, however busy', "started_at = started_at - interval '481 minutes'"],
])('a session ends after %s', async (_when, change) => {
  const own = await start()
  const visitor = visitorOf(own.url)
  await visitor.logIn()
  expect(await visitor.get('/console')).toMatchObject({ status: 200 })
  await own.deps.pool.query(`update audit.session set ${change}`)
  expect(await visitor.get('/console')).toMatchObject({ status: 303 })
  await visitor.logIn()
  const { rows } = await own.deps.pool.query('select id from audit.session')
  expect(rows).toHaveLength(1)
})

test('a link from another site, which the cookie does not come with, is asked for again as ours', async () => {
  const shown = await visitorOf(api.url).get('/console/parked', { 'sec-fetch-site': 'cross-site' })
  expect(shown).toMatchObject({ status: 200, text: expect.stringContaining('http-equiv="refresh"') })
  expect(shown.text).not.toContain('Log in')
})

test('who logs in stands in the audit, and the key does not', async () => {
  const own = await start()
  await visitorOf(own.url).logIn()
  const { body } = await own.ask('GET', '/audit')
  expect(body.data).toMatchObject([
    { key: 'operator', role: 'admin', action: 'POST /console/login', status: 303 },
  ])
  const { rows } = await own.deps.pool.query('select session::text from audit.session')
  expect(JSON.stringify([body, rows])).not.toContain(OPERATOR_API_KEY)
})
