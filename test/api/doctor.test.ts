import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDoctor } from '../../src/api/doctor/create-doctor.ts'
import { checkClock } from '../../src/api/doctor/database.ts'
import { examine } from '../../src/api/doctor/examine.ts'
import { CHECKS, type Checks, good } from '../../src/api/doctor/finding.ts'
import { loadConfig } from '../../src/config.ts'
import { noteAlarms } from '../../src/inbox/incidents.ts'
import { addEndpoint } from '../../src/inbox/keep-endpoint.ts'
import { createSecretCipher } from '../../src/inbox/secret-cipher.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { schedulesOf } from '../../src/temporal-deployment.ts'
import { keepSchedules } from '../../src/worker/schedules.ts'
import { run } from '../cli/support.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'

let harness: Harness
let api: OperatorApi
let temporal: Temporal

beforeAll(async () => {
  harness = await createHarness()
  temporal = connectTemporal({ taskQueue: harness.taskQueue, ledgerFirstTry: 'local' })
  api = await startOperatorApi({ pool: harness.pool, ledger: harness.ledger, temporal })
})
afterAll(async () => {
  await api?.stop()
  await temporal?.close()
  await harness?.teardown()
})

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, ...argv)

/** What the doctor finds under these settings, by check. */
const findings = async (env: Record<string, string> = {}) => {
  const config = loadConfig({
    DATABASE_URL: 'postgres://127.0.0.1/unused',
    PII_KEY: '07'.repeat(32),
    CONFIG_FILE: 'no policy file',
    ...env,
  })
  const doctor = createDoctor({ config, pool: harness.pool, temporal })
  return Object.fromEntries((await doctor.examine()).map(({ check, ...found }) => [check, found]))
}

test('a migrated database with registered search attributes is found to be so', async () => {
  expect(await findings()).toMatchObject({
    postgres: { verdict: 'ok', found: expect.stringMatching(/^version \d+/) },
    migrations: { verdict: 'ok' },
    clock: { verdict: 'ok' },
    'search-attributes': { verdict: 'ok' },
  })
})

test('no worker fails; once one polls, it is found', async () => {
  expect((await findings()).workers).toMatchObject({
    verdict: 'failed',
    todo: expect.stringContaining('worker'),
  })
  await harness.startWorker()
  await expect
    .poll(async () => (await findings()).workers, { timeout: 30_000 })
    .toMatchObject({
      verdict: 'warning',
      found: expect.stringMatching(/^1 poll for workflows, 1 for activities/),
    })
})

test('Schedules are found, whatever the task queue is called', async () => {
  const { client } = temporal
  const taskQueue = `a shop/${harness.taskQueue}`
  const one = { name: 'one', workflowType: 'none', args: [], everyMs: 86_400_000, note: 'for a test' }
  const at = { client, taskQueue, log: api.deps.log }
  const { signal } = new AbortController()
  await keepSchedules(at, [one], signal)
  await expect
    .poll(() => schedulesOf({ ...temporal, taskQueue }), { timeout: 30_000 })
    .toEqual([{ name: 'one', isPaused: false }])
  await keepSchedules(at, [{ ...one, everyMs: 0 }], signal)
})

test('a migration that was not made is named', async () => {
  const name = '0075_backup'
  await harness.pool.query('delete from schema_migration where name = $1', [name])
  expect((await findings()).migrations).toEqual({
    verdict: 'failed',
    found: `${name} not made`,
    todo: 'npm run migrate',
  })
  await harness.pool.query('insert into schema_migration (name, run_on) values ($1, now())', [name])
})

test('a backup is missed until somebody says that one was taken, and again when it is old', async () => {
  expect((await findings()).backups).toMatchObject({ verdict: 'failed' })
  const old = new Date(Date.now() - 3 * 86_400_000).toISOString()
  expect(await cli('backup-taken', '--at', old)).toMatchObject({ code: 0, out: 'noted' })
  expect((await findings()).backups).toMatchObject({ verdict: 'failed', found: 'backup recorded, 3 d ago' })
  expect(await cli('backup-taken', '--note', 'nightly')).toMatchObject({ code: 0 })
  expect((await findings()).backups).toMatchObject({ verdict: 'ok' })
  const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
  expect(await cli('backup-taken', '--at', tomorrow)).toMatchObject({
    code: 1,
    err: expect.stringContaining('future'),
  })
})

test('a clock is not wrong because it was waited for', async () => {
  const slow = Object.create(harness.pool, {
    query: {
      value: async (...about: Parameters<typeof harness.pool.query>) => {
        await new Promise((done) => setTimeout(done, 4_500))
        return harness.pool.query(...about)
      },
    },
  }) as typeof harness.pool
  expect(await checkClock(slow)).toMatchObject({ verdict: 'ok' })
})

test('endpoints made at run time are enough, as long as a key opens their secrets', async () => {
  const key = randomBytes(32)
  const slug = `shop-${randomBytes(4).toString('hex')}`
  const sealed = createSecretCipher([key])?.seal('a secret', slug, `${slug}-1`) ?? expect.fail('no key')
  await addEndpoint(harness.pool, { slug, account: slug, provider: 'rach', ipAllow: [] }, sealed)
  const env = { ENDPOINT_SECRETS_KEY: key.toString('hex') }
  expect((await findings(env))['webhook-secrets']).toMatchObject({ verdict: 'ok' })
  expect((await findings())['endpoint-secrets']).toMatchObject({ verdict: 'failed' })
  await harness.pool.query('delete from inbox.endpoint where slug = $1', [slug])
})

test('error: a note on a backup that no database can hold is refused', async () => {
  expect(await api.ask('POST', '/backups', { note: 'a\u0000b' })).toMatchObject({ status: 422 })
})

test('secrets and keys are judged by their ends, and by who shares them', async () => {
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
  expect(await findings()).toMatchObject({
    'webhook-secrets': { verdict: 'failed' },
    'operator-keys': { verdict: 'failed' },
  })
  expect(
    await findings({ STRIPE_WEBHOOK_SECRET: `old@${inDays(3)}`, OPERATOR_API_KEY: 'a key of sixteen' }),
  ).toMatchObject({
    'webhook-secrets': { verdict: 'warning', found: 'stripe ends in 3 d' },
    'operator-keys': { verdict: 'warning', found: expect.stringContaining('shares') },
  })
  expect(
    await findings({
      STRIPE_WEBHOOK_SECRET: `old@${inDays(3)},new`,
      RACH_WEBHOOK_SECRET: `gone@${inDays(-1)}`,
      OPERATOR_API_KEYS: `ada:operate:${'a'.repeat(16)},bob:read:${'b'.repeat(16)}`,
    }),
  ).toMatchObject({
    'webhook-secrets': { verdict: 'failed', found: 'all secrets of rach have ended' },
    'operator-keys': { verdict: 'ok' },
  })
})

test('a secret of an endpoint made at run time is missed once its key is, and once it has ended', async () => {
  const { pool } = harness
  const slug = 'shop-2'
  await pool.query(`insert into inbox.endpoint (slug, account, provider) values ($1, 'shop', 'standard')`, [
    slug,
  ])
  expect((await findings())['endpoint-secrets']).toMatchObject({
    verdict: 'failed',
    found: 'shop-2: no secret holds',
  })
  const key = 'ab'.repeat(32)
  const sealed = createSecretCipher([Buffer.from(key, 'hex')])?.seal('a secret', slug, 'shop-2-1')
  await pool.query(
    `insert into inbox.endpoint_secret (id, slug, key_id, ciphertext, ends_at)
     values ('shop-2-1', $1, $2, $3, now() + interval '3 days')`,
    [slug, sealed?.keyId, sealed?.ciphertext],
  )
  expect((await findings())['endpoint-secrets']).toMatchObject({
    verdict: 'failed',
    found: `1 need the key ${sealed?.keyId}`,
  })
  expect((await findings({ ENDPOINT_SECRETS_KEY: key }))['endpoint-secrets']).toMatchObject({
    verdict: 'warning',
    found: 'shop-2: the last secret ends within 14 days',
  })
  await pool.query('update inbox.endpoint_secret set ends_at = null')
  expect((await findings({ ENDPOINT_SECRETS_KEY: key }))['endpoint-secrets']).toMatchObject({ verdict: 'ok' })
  await pool.query('delete from inbox.endpoint')
})

test('whom nobody would tell, and who would be told in the open, is said', async () => {
  expect(await findings()).toMatchObject({
    mail: { verdict: 'warning' },
    alerts: { verdict: 'failed' },
    delivery: { verdict: 'warning' },
  })
  const mailed = { MAIL_FROM: 'shop@example.com', ALERT_MAIL_TO: 'ops@example.com' }
  expect(await findings({ ...mailed, SMTP_URL: 'smtp://mail.example.com' })).toMatchObject({
    mail: { verdict: 'warning', found: expect.stringContaining('mail.example.com') },
    alerts: { verdict: 'ok', found: 'by mail; none was needed yet' },
  })
  expect(await findings({ ...mailed, SMTP_URL: 'smtps://mail.example.com' })).toMatchObject({
    mail: { verdict: 'ok' },
  })
})

test('an alarm that is on fails, and says where to look', async () => {
  const alarm = { alarm: 'unstarted', subject: '', title: 'Events wait', text: '1 waits' } as const
  await noteAlarms(harness.pool, { on: [alarm], unknown: [] }, 0)
  expect((await findings()).alarms).toEqual({
    verdict: 'failed',
    found: 'on: unstarted',
    todo: 'quittance stats',
  })
})

test('on the command line it is a table, ends with 1 for what failed, and holds what only an outsider sees', async () => {
  const { code, out, err } = await cli('doctor')
  expect(code).toBe(1)
  expect(out).toMatch(/^CHECK +VERDICT +FOUND +DO\n/)
  expect(out).toMatch(/^tls +warning +asked over http at 127\.0\.0\.1/m)
  expect(out).toMatch(/^clock-here +ok /m)
  expect(err).toMatch(/^\d+ of \d+ are not as they should be$/)
  const { findings: all } = JSON.parse((await cli('doctor', '--json')).out) as {
    findings: { check: string }[]
  }
  expect(all.map(({ check }) => check)).toEqual(['version', 'tls', 'clock-here', ...CHECKS])
})

test('error: what cannot be looked at is unknown, and keeps nobody from the rest', async () => {
  const all = Object.fromEntries(CHECKS.map((check) => [check, () => good('fine')])) as unknown as Checks
  const never = () => new Promise<never>(() => undefined)
  const broken = () => {
    throw new Error('no such table')
  }
  const found = await examine({ ...all, temporal: never, drift: broken }, 100)
  expect(found.filter(({ verdict }) => verdict === 'ok')).toHaveLength(CHECKS.length - 2)
  expect(found.find(({ check }) => check === 'temporal')).toMatchObject({
    verdict: 'unknown',
    found: expect.stringContaining('no answer within 100 ms'),
  })
  expect(found.find(({ check }) => check === 'drift')).toMatchObject({
    found: expect.stringContaining('no such table'),
  })
})
