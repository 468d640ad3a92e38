import { afterAll, beforeAll, expect, test } from 'vitest'
import { noteAlarms } from '../../src/inbox/incidents.ts'
import { run } from '../cli/support.ts'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { storeEvent } from '../support/stored-event.ts'

let api: OperatorApi

const ago = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString()

beforeAll(async () => {
  api = await startOperatorApi()
  const { pool } = api.deps
  await storeEvent(pool, { receivedAt: ago(10) })
  await storeEvent(pool, { receivedAt: ago(100), state: 'parked' })
  await storeEvent(pool, { receivedAt: ago(3_000), endpoint: 'rach', state: 'aborted' })
})
afterAll(() => api?.stop())

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, ...argv)

test('the last day is shown by itself, by endpoint and by state; any other window when asked', async () => {
  const { status, body } = await api.ask('GET', '/stats')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    success: 1,
    failed: 1,
    failureRate: 0.5,
    refused: 0,
    duplicates: 0,
    states: { fulfilled: 1, parked: 1, aborted: 0 },
    byEndpoint: [{ endpoint: 'stripe', success: 1, failed: 1 }],
    alarms: [],
  })
  const [from, to] = [body.from, body.to].map((text) => Date.parse(String(text)))
  expect(Number(to) - Number(from)).toBe(86_400_000)
  expect((await api.ask('GET', '/stats?window=90m')).body).toMatchObject({ success: 1, failed: 0 })
  expect((await api.ask('GET', '/stats?window=3d')).body).toMatchObject({
    failed: 2,
    byEndpoint: [{ endpoint: 'rach' }, { endpoint: 'stripe' }],
  })
})

test.each(['24', '0h', '1y', '-1h', '8d', '9999h'])('error: %s is no window', async (window) => {
  expect(await api.ask('GET', `/stats?window=${window}`)).toMatchObject({
    status: 400,
    body: { detail: expect.stringMatching(/^window: must be/) },
  })
})

test('on the command line it is a table, with the alarms that are on; or JSON for a script', async () => {
  const quiet = await cli('stats')
  expect(quiet).toMatchObject({ code: 0, err: expect.stringContaining('no alarm is on') })
  expect(quiet.out).toMatch(/^ENDPOINT +FAILED +OF +RATE +REFUSED +DUPLICATES +RECEIVED +FULFILLED/)
  expect(quiet.out).toMatch(/^stripe +1 +2 +50\.0 % +0 +0 /m)
  expect((await cli('stats', '--window', '10m')).out).toMatch(/^all +0 +0 +- /m)

  const alarm = {
    alarm: 'many-parked',
    subject: '',
    title: 'Many steps are parked',
    text: '21 steps wait',
  } as const
  await noteAlarms(api.deps.pool, { on: [alarm], unknown: [] }, 0)
  expect((await cli('stats')).out).toMatch(
    /^\d{4}-\S+Z +many-parked +Many steps are parked\. 21 steps wait$/m,
  )
  expect(JSON.parse((await cli('stats', '--json')).out)).toMatchObject({
    alarms: [{ alarm: 'many-parked', openedAt: expect.any(String), quietSince: null }],
  })
})
