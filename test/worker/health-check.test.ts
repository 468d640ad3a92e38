import { Pool } from 'pg'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AlertChannel, createAlerts } from '../../src/alerts/alerts.ts'
import type { Alert } from '../../src/domain/alert.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import { createAlertJournal } from '../../src/inbox/alert-journal.ts'
import { storeReport } from '../../src/reconcile/reports.ts'
import { createHealthCheck, type HealthParts } from '../../src/worker/health/health-check.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { park, storeEvent } from '../support/stored-event.ts'

let database: TestDatabase
let pool: Pool
let told: Alert[]
let isChannelDown: boolean

beforeEach(async () => {
  database = await createTestDatabase()
  pool = new Pool({ connectionString: database.url })
  told = []
  isChannelDown = false
})
afterEach(async () => {
  await pool.end()
  await database.drop()
})

const channel: AlertChannel = {
  name: 'webhook',
  tell: async (alert) => {
    if (isChannelDown) throw new Error('no chat')
    told.push(alert)
  },
}

const checker = (parts: Partial<HealthParts> = {}) =>
  createHealthCheck({
    pool,
    alerts: createAlerts({ journal: createAlertJournal(pool), channels: [channel], told: () => undefined }),
    secrets: [],
    log: pino({ level: 'silent' }),
    checked: () => undefined,
    ...parts,
  })

/** As if all that is kept of alarms and alerts had happened so much earlier. */
const pass = async (interval: string): Promise<void> => {
  await pool.query(
    `update inbox.incident set opened_at = opened_at - $1::interval,
    quiet_since = quiet_since - $1::interval`,
    [interval],
  )
  await pool.query('update inbox.alert set told_at = told_at - $1::interval', [interval])
}

const titles = (): string[] => told.map(({ title }) => title)

const failing = async (failed: number): Promise<void> => {
  for (let n = 0; n < 20; n++)
    await storeEvent(pool, {
      state: n < failed ? 'parked' : 'fulfilled',
      receivedAt: new Date(Date.now() - 60_000).toISOString(),
    })
}
const repair = () => pool.query(`update inbox.event set state = 'fulfilled'`)

test('an incident is told once when it begins, by whichever worker looks, and once when it is over', async () => {
  await failing(2)
  expect(await checker().check()).toEqual({ on: ['failure-rate'], unknown: [] })
  await Promise.all([checker().check(), checker().check(), checker().check()])
  expect(titles()).toEqual(['Too many events fail'])
  expect(told[0]).toMatchObject({ kind: 'failure-rate' })
  expect(told[0]?.text).toMatch(
    /2 of 20 events .*stripe 2 of 20.*quittance stats · docs\/runbook\.md#failure-rate/,
  )

  await repair()
  expect(await checker().check()).toEqual({ on: [], unknown: [] })
  expect(titles()).toHaveLength(1)
  await pass('10 minutes')
  await Promise.all([checker().check(), checker().check()])
  await checker().check()
  expect(titles()).toEqual(['Too many events fail', 'Resolved: Too many events fail'])
  expect(told[1]?.text).toMatch(/^It was on from \d{4}-.* to \d{4}-/)
})

test('what comes and goes is one incident; what lasts is told every day; what begins anew is another', async () => {
  await failing(2)
  await checker().check()
  await repair()
  await checker().check()
  await pool.query(`update inbox.event set state = 'parked'`)
  await pass('10 minutes')
  await checker().check()
  expect(titles()).toHaveLength(1)
  await pass('1 day')
  await checker().check()
  expect(titles()).toEqual(['Too many events fail', 'Too many events fail'])
  await repair()
  await checker().check()
  await pass('10 minutes')
  await checker().check()
  await pool.query(`update inbox.event set state = 'parked'`)
  await checker().check()
  expect(titles().slice(2)).toEqual(['Resolved: Too many events fail', 'Too many events fail'])
  expect((await pool.query('select alarm from inbox.incident')).rows).toHaveLength(2)
})

test('error: what was told nowhere is told by the next check', async () => {
  await failing(20)
  isChannelDown = true
  await checker().check()
  isChannelDown = false
  await checker().check()
  await checker().check()
  expect(titles()).toEqual(['Too many events fail'])
})

test('what waits too long is found, and what is parked is no event that waits', async () => {
  const receivedAt = new Date(Date.now() - 2 * 3_600_000).toISOString()
  await storeEvent(pool, { state: 'parked', receivedAt })
  expect((await checker().check()).on).toEqual([])
  const { id } = await storeEvent(pool, { state: 'received', receivedAt })
  expect((await checker().check()).on).toEqual(['unstarted', 'unfinished'])
  await pool.query('update inbox.event set started_at = now() where id = $1', [id])
  for (let n = 0; n < 21; n++) await park(pool, { workflowId: `stripe:evt_${n}` })
  expect((await checker().check()).on).toEqual(['unfinished', 'many-parked'])
})

test('a secret that its provider does not use a day after it was configured is found, by its digest', async () => {
  const [old, fresh] = ['stripe-01d01d01', 'stripe-f4e5f4e5'].map((secretId) => ({
    secretId,
    endpoint: 'stripe',
  }))
  const used = async (secretId: string) => {
    const { id } = await storeEvent(pool, { receivedAt: new Date().toISOString() })
    await pool.query('update inbox.event set secret_id = $2 where id = $1', [id, secretId])
  }
  await used(old!.secretId)
  const check = () => checker({ secrets: [old!, fresh!] }).check()
  expect((await check()).on).toEqual([])
  await pool.query(`update inbox.secret_use set known_since = now() - interval '25 hours'`)
  expect((await check()).on).toEqual(['secret-unused stripe-f4e5f4e5'])
  expect(told[0]?.text).toContain('stripe-f4e5f4e5 of endpoint stripe is configured since')
  await used(fresh!.secretId)
  expect((await check()).on).toEqual([])
})

test('differences are told by their report, and that they are gone by the check', async () => {
  const report = { events: {}, sums: [], mints: null, providers: [], differences: [] }
  await storeReport(pool, { ...report, differenceCount: 2 } as never)
  expect((await checker().check()).on).toEqual(['drift'])
  expect(told).toEqual([])
  await storeReport(pool, { ...report, differenceCount: 0 } as never)
  await checker().check()
  await pass('10 minutes')
  await checker().check()
  expect(titles()).toEqual(['Resolved: Providers, books and chain differ'])
})

test('a chain that does not answer keeps nobody from the rest, and resolves nothing', async () => {
  const funds = (balance: bigint) => ({ signer: async () => ({ address: '0xabc', balance, floor: 5n }) })
  await checker(funds(4n)).check()
  expect(titles()).toEqual(['The minting address runs out of gas'])
  const away = async () => {
    throw new FulfilmentError({ code: 'CHAIN_UNAVAILABLE', retryable: true, message: 'no node answered' })
  }
  await failing(20)
  for (let n = 0; n < 2; n++) {
    expect(await checker({ signer: away }).check()).toEqual({ on: ['failure-rate'], unknown: ['signer-low'] })
    await pass('10 minutes')
  }
  expect(titles()).toEqual(['The minting address runs out of gas', 'Too many events fail'])
  await checker(funds(5n)).check()
  await pass('10 minutes')
  await checker(funds(5n)).check()
  expect(titles().at(-1)).toBe('Resolved: The minting address runs out of gas')
})

test('error: without Postgres a check fails, to be tried again', async () => {
  const nowhere = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  await expect(checker({ pool: nowhere }).check()).rejects.toMatchObject({
    code: 'INBOX_UNAVAILABLE',
    retryable: true,
  })
  await nowhere.end()
})
