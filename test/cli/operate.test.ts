import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { OPERATOR_API_KEY, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { openPark } from '../workflows/support/observe.ts'
import { run, runWith } from './support.ts'

let harness: Harness
let api: OperatorApi
let parked: {
  workflowId: string
  parkId: string
  eventKey: string
  owner: string
  result: () => Promise<unknown>
}

beforeAll(async () => {
  harness = await createHarness()
  api = await startOperatorApi({ pool: harness.pool, ledger: harness.ledger })
  await harness.startWorker()
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const { parkId } = await openPark(harness, handle)
  const { eventKey, owner } = event
  parked = {
    workflowId: handle.workflowId,
    parkId,
    eventKey,
    owner: owner?.owner ?? '',
    result: () => handle.result(),
  }
})
afterAll(async () => {
  await api.stop()
  await harness.teardown()
})

const cli = (...argv: string[]) => run({ OPERATOR_API_KEY, QUITTANCE_URL: api.url }, ...argv)
const decide = (...argv: string[]) => cli('decide', parked.workflowId, parked.parkId, ...argv)

test('events and parked are tables, or JSON for a script', async () => {
  const events = await cli('events', '--state', 'parked')
  expect(events.code).toBe(0)
  expect(events.out).toMatch(/^RECEIVED +ENDPOINT +EVENT +TYPE +STATE/)
  expect(events.out).toContain(parked.eventKey)
  const { out } = await cli('parked')
  expect(out).toMatch(/^SINCE +WORKFLOW +PARK +DECISIONS +REASON\n/)
  expect(out).toContain(parked.parkId)
  expect(out).toContain('UNKNOWN_ASSET')
  expect(JSON.parse((await cli('parked', '--json')).out)).toMatchObject({ data: [{ parkId: parked.parkId }] })
  expect(JSON.parse((await cli('events', '--json', '--q', 'nothing-like-it')).out)).toMatchObject({
    data: [],
  })
})

test('one event is shown whole; its body on request', async () => {
  const shown = JSON.parse((await cli('show', 'stripe', parked.eventKey)).out) as object
  expect(shown).toMatchObject({ eventKey: parked.eventKey, park: { parkId: parked.parkId } })
  expect(shown).not.toHaveProperty('raw')
  const { out } = await cli('show', 'stripe', parked.eventKey, '--raw', '--json')
  expect(JSON.parse(out)).toHaveProperty('raw')
})

test('a decision that is refused ends with 1 and says why', async () => {
  const amend = ['amend', '--reason', 'asked the shop', '--patch']
  expect(await decide(...amend, '{"asset":"ABC","amount":"1"}')).toMatchObject({
    code: 1,
    err: expect.stringMatching(/422: .*ABC/),
  })
  expect(await decide(...amend, '{asset}')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--patch'),
  })
  expect(await decide('retry')).toMatchObject({ code: 2, err: expect.stringContaining('--reason') })
})

test('a decision continues the workflow; sent again under its id it changes nothing', async () => {
  const patch = '{"asset":"USD","amount":"19.99"}'
  const argv = [
    'amend',
    '--reason',
    'asked the shop',
    '--actor',
    'ada',
    '--patch',
    patch,
    '--decision-id',
    'cli-1',
  ]
  expect(await decide(...argv)).toMatchObject({ code: 0, out: 'accepted' })
  await parked.result()
  expect(await decide(...argv, '--json')).toMatchObject({ code: 0, out: '{"accepted":true}' })
  const { out } = await cli('balances', parked.owner)
  expect(out.split('\n').map((line) => line.split(/ +/))).toEqual([
    ['ASSET', 'AVAILABLE', 'PENDING', 'HELD', 'SPENDABLE'],
    ['USD', '19.99', '0.00', '0.00', '19.99'],
  ])
})

test('a customer is shown with the event that made them one', async () => {
  const { code, out } = await cli('customer', parked.owner)
  expect(code).toBe(0)
  expect(out).toMatch(/^CUSTOMER +ACCOUNT +FIRST SEEN +EVENT +ERASED\n/)
  expect(out).toContain(`stripe ${parked.eventKey}`)
  expect(JSON.parse((await cli('customer', parked.owner, '--json')).out)).toMatchObject({ erasedAt: null })
})

test('an order is registered ahead of its payment, and shown', async () => {
  const order = `order-${randomBytes(4).toString('hex')}`
  const words = ['--amount', '1999', '--asset', 'USD', '--owner', '42']
  expect((await cli('orders', 'register', 'stripe', order, ...words)).code).toBe(0)
  const { out } = await cli('orders', 'show', 'stripe', order)
  expect(out.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['ORDER', 'STATUS', 'AMOUNT', 'PAYMENT', 'PAID'],
    [order, 'pending', '19.99 USD', '-', '-'],
  ])
  expect(await cli('orders', 'show', 'stripe', 'none')).toMatchObject({
    code: 1,
    err: expect.stringContaining('404'),
  })
})

test('a person is erased by their names; an address is read from standard input', async () => {
  const env = { OPERATOR_API_KEY, QUITTANCE_URL: api.url }
  expect(await cli('erase', 'nobody', '--actor', 'ada')).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^erasure \d+: 0 events · 0 contacts/),
  })
  const read = await runWith('ann@example.com\n42\n', env, 'erase', '-', '--json')
  expect(JSON.parse(read.out)).toMatchObject({ events: 0, alsoNamed: [] })
})

test('error: an address on the command line would stay in the history of the shell: it is refused', async () => {
  expect(await cli('erase', 'ann@example.com')).toMatchObject({
    code: 2,
    err: expect.stringContaining('standard input'),
  })
  expect(await cli('erase', '-')).toMatchObject({ code: 2 })
})

test('error: an event nobody has is 1, a wrong key is 1 in the words of the API, none at all is 2', async () => {
  expect(await cli('show', 'stripe', 'evt_none')).toMatchObject({
    code: 1,
    err: expect.stringContaining('evt_none'),
  })
  const wrong = await run({ OPERATOR_API_KEY: 'wrong', QUITTANCE_URL: api.url }, 'parked')
  expect(wrong).toMatchObject({ code: 1, err: expect.stringMatching(/^401: .*OPERATOR_API_KEY/) })
  expect(await run({ QUITTANCE_URL: api.url }, 'parked')).toMatchObject({ code: 2 })
})
