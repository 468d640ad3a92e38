import { afterAll, beforeAll, expect, test } from 'vitest'
import { FORMS, PAGES } from '../../src/api/console/pages/index.ts'
import { fieldsOf, formsOf, read, type Visitor, visitorOf } from '../support/console-visitor.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { park, quarantine, storeEvent } from '../support/stored-event.ts'

const READ_KEY = 'a key that only reads'
const OPERATE_KEY = 'a key that operates'
/** Breaks out of an element, of an attribute in either quotes, and of a script. */
const HOSTILE = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`

let api: OperatorApi
let admin: Visitor
let reader: Visitor

beforeAll(async () => {
  api = await startOperatorApi({
    operatorKeys: [
      { name: 'operator', role: 'admin', value: OPERATOR_API_KEY },
      { name: 'grafana', role: 'read', value: READ_KEY },
      { name: 'ada', role: 'operate', value: OPERATE_KEY },
    ],
  })
  admin = visitorOf(api.url)
  await admin.logIn()
  reader = visitorOf(api.url)
  await reader.logIn(READ_KEY)
})
afterAll(() => api.stop())

const hostileEvent = async () => {
  const stored = await storeEvent(api.deps.pool, {
    endpoint: HOSTILE,
    account: HOSTILE,
    eventKey: `${HOSTILE}key`,
    providerType: HOSTILE,
    type: HOSTILE,
    paymentId: HOSTILE,
    orderReference: HOSTILE,
    raw: HOSTILE,
    event: { note: HOSTILE },
    receivedAt: new Date().toISOString(),
  })
  await park(api.deps.pool, { workflowId: stored.workflowId, parkId: HOSTILE, decisions: ['retry', HOSTILE] })
  const values = [stored.workflowId, HOSTILE]
  await api.deps.pool.query(
    `update inbox.park set account = $2, payment_id = $2, message = $2, code = $2, step = $2, workflow_type = $2,
       endpoint = $2, event_key = $2 where workflow_id = $1`,
    values,
  )
  await api.deps.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, patch, actor, reason, channel, detail)
     values ($2, $1, $2, 'amend', jsonb_build_object('owner', $2::text), $2, $2, 'signal', $2)`,
    values,
  )
  return { ...stored, quarantined: await quarantine(api.deps.pool, stored.id) }
}

test('what providers and operators wrote is text on every page that shows it, and does nothing', async () => {
  const { id, workflowId, quarantined } = await hostileEvent()
  const part = encodeURIComponent(HOSTILE)
  const key = encodeURIComponent(`${HOSTILE}key`)
  const pages = [
    '/console',
    '/console/parked',
    `/console/parked/${encodeURIComponent(workflowId)}/${part}`,
    '/console/events',
    `/console/events?q=${part}&endpoint=${part}`,
    `/console/events/${id}?raw=true`,
    `/console/events/${quarantined}?raw=true`,
    `/console/events/${part}/${key}`,
    '/console/quarantine',
    `/console/payments/${part}/${part}`,
  ]
  for (const path of pages) {
    const { status, text } = await admin.get(path)
    expect([path, status]).toEqual([path, 200])
    expect(text, path).toContain('&lt;script&gt;')
    expect(text, path).not.toMatch(/<script|<img|onerror="|'>/)
  }
  for (const path of [`/console/owners?owner=${part}`, `/console/orders?account=${part}&reference=${part}`])
    expect((await admin.get(path)).text).not.toMatch(/<script|<img/)
})

test('a command that a page shows is one that a shell may read, whatever the ids in it hold', async () => {
  const [account, paymentId] = ['the shop', "pi_1'; touch $HOME"]
  await storeEvent(api.deps.pool, { account, paymentId })
  const path = `/console/payments/${encodeURIComponent(account)}/${encodeURIComponent(paymentId)}/evidence`
  const { status, text } = await admin.get(path)
  expect(status).toBe(200)
  expect(read(text)).toContain(`quittance evidence 'the shop' 'pi_1'\\''; touch $HOME' --out evidence.json`)
})

const plain = (path: string) => !path.includes(':')

test('no page runs scripts, loads anything from elsewhere, or lets itself be framed', async () => {
  for (const { path } of PAGES.filter((page) => plain(page.path))) {
    const { headers, text } = await admin.get(`/console${path}`)
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    expect(headers.get('cache-control')).toBe('no-store')
    expect(text, path).not.toMatch(
      /<script| style="| on[a-z]+="|(?:src|href)="(?!\/console|#main|http:\/\/temporal\.test\/)/,
    )
  }
})

test('its style comes from the process, and is kept by browsers until there is another', async () => {
  const [, path = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec((await admin.get('/console')).text) ?? []
  const { headers, text } = await visitorOf(api.url).get(path)
  expect(headers.get('content-type')).toMatch(/^text\/css/)
  expect(headers.get('cache-control')).toContain('immutable')
  expect(text).toContain('prefers-color-scheme: dark')
})

test('a session that only reads is shown no form that changes something', async () => {
  const { workflowId } = await storeEvent(api.deps.pool)
  await park(api.deps.pool, { workflowId })
  const parkPage = `/console/parked/${encodeURIComponent(workflowId)}/books-1-abc123`
  for (const path of [parkPage, '/console/deliveries', '/console/drift']) {
    expect(formsOf((await admin.get(path)).text).length, path).toBeGreaterThan(1)
    const { status, text } = await reader.get(path)
    expect(status).toBe(200)
    expect(formsOf(text), path).toEqual([expect.stringContaining('Log out')])
  }
})

test('error: what a session that only reads sends all the same is 403', async () => {
  const { formToken = '' } = fieldsOf((await reader.get('/console')).text, '/console/logout')
  for (const { path, route } of FORMS) {
    const sent = await reader.post(`/console${path.replaceAll(/:\w+/g, 'x')}`, { formToken, once: 'forged' })
    expect([path, sent.status]).toEqual([path, 403])
    expect(sent.text).toContain(`needs a key with the role ${route.role}`)
  }
})

test('error: a form without the token of its session is 403, and nothing is done', async () => {
  const others = fieldsOf((await reader.get('/console')).text, '/console/logout').formToken ?? ''
  for (const formToken of ['', 'x', others]) {
    const sent = await admin.post('/console/deliveries/enable', { formToken, once: 'x' })
    expect(sent).toMatchObject({ status: 403, text: expect.stringContaining('another session') })
  }
  const { body } = await api.ask('GET', '/audit')
  expect(body.data).not.toContainEqual(expect.objectContaining({ action: expect.stringContaining('enable') }))
})

test.each([
  ['another site', { origin: 'https://evil.test' }],
  ['nowhere', { origin: 'null' }],
  ['another port', { origin: 'http://127.0.0.1:1' }],
  ['who knows where', {}],
])('error: a form that comes from %s is 403', async (_where, headers) => {
  const fields = fieldsOf((await admin.get('/console')).text, '/console/logout')
  expect(await admin.post('/console/logout', fields, headers)).toMatchObject({ status: 403 })
  expect(await admin.get('/console')).toMatchObject({ status: 200 })
})

test('bodies are shown to those who operate, the audit to admins', async () => {
  const { id } = await storeEvent(api.deps.pool, { raw: '{"only":"here"}' })
  const operating = visitorOf(api.url)
  await operating.logIn(OPERATE_KEY)
  const raw = `/console/events/${id}?raw=true`
  expect((await operating.get(raw)).text).toContain('{&quot;only&quot;:&quot;here&quot;}')
  expect(await reader.get(raw)).toMatchObject({ status: 403 })
  expect((await reader.get(`/console/events/${id}`)).text).not.toContain('Show the body')
  expect(await operating.get('/console/audit')).toMatchObject({ status: 403 })
  expect((await operating.get('/console')).text).not.toContain('/console/audit')
  expect(await admin.get('/console/audit')).toMatchObject({ status: 200 })
})

test('a page that is not there is 404, one that is asked for wrongly 400, and both say so', async () => {
  expect(await admin.get('/console/nothing')).toMatchObject({
    status: 404,
    text: expect.stringContaining('no such page'),
  })
  expect(await admin.get('/console/events/999999')).toMatchObject({ status: 404 })
  expect(await admin.get('/console/events?cursor=x')).toMatchObject({
    status: 400,
    text: expect.stringContaining('is not a cursor of this list'),
  })
  expect(await admin.get('/console/events?q=a&q=b')).toMatchObject({ status: 400 })
  expect(await admin.get('/console/events/%E0%A4%A')).toMatchObject({ status: 400 })
})
