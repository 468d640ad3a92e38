import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { connectTemporal } from '../../src/temporal.ts'
import { createReconciling } from '../../src/worker/reconcile/reconciling.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { paidSession } from '../support/stripe-events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { run } from './support.ts'

let harness: Harness
let parts: TestCatchUp
let api: OperatorApi

beforeAll(async () => {
  harness = await createHarness()
  const { pool, databaseUrl, taskQueue, ledger } = harness
  parts = await startCatchUpParts(pool, databaseUrl, taskQueue)
  const { sources, reading, catchUp } = parts
  const log = pino({ level: 'silent' })
  const alert = () => Promise.resolve()
  await harness.startWorker({
    catchUp,
    reconciling: createReconciling({ ...reading, pool, sources, log, alert }),
  })
  // As if providers had been asked an hour ago for the first time.
  const began = Math.floor(Date.now() / 1_000) - 2 * 3_600
  await pool.query("insert into inbox.catch_up (source, began, read_to) values ('stripe', $1, $1)", [began])
  const temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  api = await startOperatorApi({ pool, ledger, temporal, catchUpSources: ['stripe', 'llamapay'] })
})
afterAll(async () => {
  await api?.stop()
  await parts?.stop()
  await harness?.teardown()
})

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, ...argv)

test('error: before any report, the answer says how one is made', async () => {
  expect(await cli('drift')).toMatchObject({ code: 1, err: expect.stringMatching(/404: .*--now/) })
})

test('what no webhook told is a difference with the command that mends it, and is none once that was run', async () => {
  const at = Math.floor(Date.now() / 1_000) - 3_600
  const id = randomUUID().slice(0, 8)
  const paid = paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: 'ada', cents: 1999 })
  parts.stripe.addEvent({ ...JSON.parse(paid), created: at })
  const before = await cli('drift', '--now')
  expect(before.code).toBe(0)
  expect(before.out).toMatch(new RegExp(`event-missing +stripe evt_${id} .* quittance catch-up$`, 'm'))
  expect(before.out).toContain('1 differences')

  const since = new Date((at - 60) * 1_000).toISOString()
  const { out } = await cli('catch-up', '--since', since)
  expect(out).toMatch(/^stripe: 1 missed and taken in now, 0 known/m)
  expect((await cli('drift', '--now')).out).not.toContain('event-missing')
  const shown = JSON.parse((await cli('drift', '--json')).out) as object
  expect(shown).toMatchObject({ madeAt: expect.any(String), mints: null })
})

test('a provider that does not take the key is named, and the others are asked all the same', async () => {
  parts.llamapay.fail(401, 1)
  const { code, out } = await cli('catch-up')
  expect(code).toBe(0)
  expect(out).toMatch(/^stripe: 0 missed/m)
  expect(out).toMatch(/^llamapay: .*key/m)
})

test('error: a time that is none is refused', async () => {
  expect(await cli('catch-up', '--since', 'yesterday')).toMatchObject({
    code: 1,
    err: expect.stringContaining('since'),
  })
})
