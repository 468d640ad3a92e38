import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMailer } from '../../src/mail/mailer.ts'
import { type MailSink, startMailSink } from '../../src/stack/mail-sink.ts'
import { createAlerting } from '../../src/worker/alerting.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let pool: pg.Pool
let sink: MailSink
/** Addresses that the mail server knows nothing of. */
const unknown = new Set<string>()

beforeAll(async () => {
  database = await createTestDatabase()
  pool = new pg.Pool({ connectionString: database.url, max: 2 })
  sink = await startMailSink({
    refuse: (to, at) =>
      at === 'recipient' && unknown.has(to) ? { code: 550, text: '5.1.1 unknown' } : undefined,
  })
})
afterAll(async () => {
  await sink.stop()
  await pool.end()
  await database.drop()
})

const alertingTo = (...mailTo: string[]) => {
  const told: string[] = []
  const mailer = createMailer({
    smtpUrl: sink.smtpUrl,
    from: { name: 'Shop', address: 'shop@shop.example' },
  })
  const alerting = createAlerting({
    config: { alerts: { mailTo }, temporalUiUrl: 'http://ui.example' },
    pool,
    mailer,
    namespace: 'default',
    told: ({ key }, by, error) => told.push(`${key} ${by} ${error === undefined ? 'sent' : 'failed'}`),
  })
  return { alerting, told, close: () => mailer.close() }
}

const alertOf = (key: string) => ({ kind: 'parked', key, title: 'Parked: books:X', text: 'ids' }) as const

test('an alert that no address took is not told: it is said so, and it is raised again', async () => {
  unknown.add('typo@ops.example')
  const { alerting, told, close } = alertingTo('typo@ops.example')
  await alerting.alert(alertOf('parked:1'))
  expect(told).toEqual(['parked:1 mail failed'])
  unknown.clear()
  await alerting.alert(alertOf('parked:1'))
  expect(told).toEqual(['parked:1 mail failed', 'parked:1 mail sent'])
  close()
})

test('an alert that one of several addresses took is told', async () => {
  unknown.add('typo@ops.example')
  const { alerting, told, close } = alertingTo('typo@ops.example', 'night@ops.example')
  await alerting.alert(alertOf('parked:2'))
  await alerting.alert(alertOf('parked:2'))
  expect(told).toEqual(['parked:2 mail sent'])
  close()
})
