import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type AlertParts, createAlerts } from '../../src/alerts/alerts.ts'
import { createWebhookChannel } from '../../src/alerts/webhook-channel.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { createAlertJournal } from '../../src/inbox/alert-journal.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: pg.Pool
let url: string
let status = 200
const heard: { text: string }[] = []
const noted: string[] = []

const server = createServer((request, response) => {
  const refuse = (error: Error) => response.destroy(error)
  json(request).then((body) => {
    heard.push(body as { text: string })
    response.writeHead(status).end()
  }, refuse)
})

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 5 })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
})
beforeEach(() => {
  status = 200
  heard.length = 0
  noted.length = 0
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await pool.end()
  await database.drop()
})

let keys = 0
const alertOf = (fields: Partial<Alert> = {}): Alert => ({
  kind: 'parked',
  key: `parked:${++keys}`,
  title: 'Parked: mint:INVALID_WALLET',
  text: 'fulfilPayment stripe:evt_1',
  link: 'https://ui.example/a?b&c',
  ...fields,
})

const alerts = (parts: Partial<AlertParts> = {}) =>
  createAlerts({
    journal: createAlertJournal(pool),
    channels: [createWebhookChannel(url)],
    told: ({ key }, by, error) =>
      noted.push(`${key} ${by} ${error instanceof Error ? String(error) : 'sent'}`),
    ...parts,
  })

test('an alert is told once a key, by whichever of several workers comes first', async () => {
  const alert = alertOf()
  await Promise.all(Array.from({ length: 5 }, () => alerts().alert(alert)))
  await alerts().alert(alert)
  expect(heard).toEqual([
    { text: 'Parked: mint:INVALID_WALLET\nfulfilPayment stripe:evt_1\nhttps://ui.example/a?b&c' },
  ])
  expect(noted).toEqual([`${alert.key} webhook sent`])
})

test('one that may be said again is, after its time and not before', async () => {
  const alert = alertOf({ againAfterMs: 60_000 })
  await alerts().alert(alert)
  await alerts().alert(alert)
  expect(heard).toHaveLength(1)
  await pool.query(`update inbox.alert set told_at = now() - interval '61 seconds' where key = $1`, [
    alert.key,
  ])
  await alerts().alert(alert)
  expect(heard).toHaveLength(2)
  const { rows } = await pool.query('select times from inbox.alert where key = $1', [alert.key])
  expect(rows).toEqual([{ times: 2 }])
})

test('error: a channel that fails fails nothing; told nowhere, it is told when it is raised again', async () => {
  const alert = alertOf()
  status = 500
  await alerts().alert(alert)
  expect(noted).toEqual([expect.stringContaining('it answered 500')])
  expect(noted.join()).not.toContain(url)
  status = 200
  await alerts().alert(alert)
  await alerts().alert(alert)
  expect(heard).toHaveLength(2)
})

test('error: where one channel fails, the other has told it', async () => {
  const alert = alertOf()
  const broken = { name: 'mail', tell: () => Promise.reject(new Error('no mail server')) } as const
  const both = alerts({ channels: [broken, createWebhookChannel(url)] })
  await both.alert(alert)
  await both.alert(alert)
  expect(heard).toHaveLength(1)
  expect(noted.toSorted()).toEqual([`${alert.key} mail Error: no mail server`, `${alert.key} webhook sent`])
})

test('error: whoever raises an alert waits no longer than it may, and for no database', async () => {
  const silent = { name: 'webhook', tell: () => delay(60_000, undefined, { ref: false }) } as const
  const startedAt = Date.now()
  await alerts({ channels: [silent], timeoutMs: 50 }).alert(alertOf())
  expect(Date.now() - startedAt).toBeLessThan(20_000)
  const away = { claim: () => Promise.reject(new Error('no database')), release: () => Promise.resolve() }
  const alert = alertOf()
  await alerts({ journal: away }).alert(alert)
  expect(noted).toEqual([`${alert.key} journal Error: no database`])
})

test('an id from outside calls nobody in the chat', async () => {
  await alerts().alert(alertOf({ title: 'Parked', text: 'payment <!channel> & <https://evil.example|here>' }))
  expect(heard[0]?.text).toContain('payment &lt;!channel&gt; &amp; &lt;https://evil.example|here&gt;')
})

test('where nobody is to be alerted nothing is kept, so that a channel set later tells what comes then', async () => {
  const alert = alertOf()
  await alerts({ channels: [] }).alert(alert)
  await alerts().alert(alert)
  expect(heard).toHaveLength(1)
})
