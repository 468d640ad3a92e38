import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { z } from 'zod'
import { findTemporal } from '../../src/stack/temporal-binary.ts'
import { temporalCommand } from '../../src/stack/temporal-tools.ts'
import { runWith } from '../cli/support.ts'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession, postStripe } from '../support/stripe-events.ts'
import { commandsOf, inShell, wordsOf } from './support/documented-commands.ts'
import { useShop } from './support/shop.ts'

const PAGE = 'docs/runbook.md'
const SOON = { timeout: 50_000, interval: 250 }
const run = randomBytes(4).toString('hex')

const shop = useShop({ endpoints: { llamapay: { account: 'shop' } } })
let pool: pg.Pool
/** What the scene has made: a paused endpoint, a replay that runs. */
let made: Readonly<Record<string, string>> = {}

/** What the page calls its examples, and what they are here: Temporal's workflow ids are all tests' own. */
const NAMES: Readonly<Record<string, string>> = {
  evt_1: `evt_${run}`,
  evt_2: `evt_2${run}`,
  pi_1: `pi_${run}`,
  sub_1: `sub_${run}`,
  pay_1: `pay_${run}`,
  '<endpoint>': 'stripe',
  '<event>': `evt_${run}`,
  '<account>': 'stripe',
  '<payment>': `pi_${run}`,
}

beforeAll(async () => {
  pool = new pg.Pool({ connectionString: shop().env.DATABASE_URL ?? '', max: 2 })
  pool.on('error', () => undefined)
  const sell = ['--user', '42', '--amount', '19.99', '--currency', 'USD']
  const { quittance } = shop()
  const sold = ['checkout.session.completed', '--event-id', named('evt_1'), '--payment', named('pi_1')]
  await quittance('send', 'stripe', ...sold, ...sell)
  await quittance(
    'send',
    'stripe',
    'customer.subscription.created',
    '--subscription',
    named('sub_1'),
    ...sell,
  )
  await quittance('send', 'llamapay', 'charge:pending', '--payment', named('pay_1'), ...sell)
  for (const what of ['subscriptions/stripe/sub_1', 'payments/shop/pay_1', 'payments/stripe/pi_1'])
    await vi.waitFor(async () => expect(await statusOf(what)).toBe(200), SOON)
  const told = () => quittance('deliveries', 'list', '--payment', named('pi_1'))
  await vi.waitFor(async () => expect(await told()).toContain('delivered'), SOON)
  for (const amount of ['5', '6', '7'])
    await quittance('send', 'stripe', 'charge.succeeded', '--event-id', named('evt_2'), '--amount', amount)
  await quittance('drift', '--now')
  made = { '<slug>': await pausedEndpoint(), '<id>': await slowReplay() }
})
afterAll(() => pool?.end())

/** The names of the page's examples replaced at once, so that none is found in what replaces another. */
const named = (text: string, more: Readonly<Record<string, string>> = {}): string => {
  const here = {
    ...NAMES,
    'https://your.host': shop().apiUrl(),
    'evidence.json': join(dirname(shop().policyFile), 'evidence.json'),
    ...made,
    ...more,
  }
  const any = new RegExp(`(?:${Object.keys(here).join('|')})(?!\\w)`, 'g')
  return text.replace(any, (name) => here[name as keyof typeof here])
}

const statusOf = async (path: string): Promise<number> => {
  const headers = { authorization: `Bearer ${TEST_SECRETS.OPERATOR_API_KEY}` }
  return (await fetch(`${shop().apiUrl()}/v1/${named(path)}`, { headers })).status
}

const pausedEndpoint = async (): Promise<string> => {
  const { quittance } = shop()
  await quittance('endpoints', 'pause', 'rach', '--reason', 'stock is counted')
  return 'rach'
}

/** One a second: it runs for as long as the test. */
const slowReplay = async (): Promise<string> => {
  const { quittance } = shop()
  for (let n = 0; n < 90; n++) await quittance('send', 'standard', 'ping')
  const answer = await quittance(
    ...['replay', '--state', 'recorded', '--rate', '1', '--detach', '--json', '--reason', 'as an example'],
  )
  return z.object({ id: z.string() }).parse(JSON.parse(answer)).id
}

/** An event that is parked as the page's example is, which a decision ends. */
const park = async (): Promise<Readonly<Record<string, string>>> => {
  const id = randomBytes(5).toString('hex')
  const { quittance, apiUrl } = shop()
  const sale = { eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: '', cents: 500 }
  expect((await postStripe(apiUrl(), paidSession(sale))).status).toBe(200)
  const row = z.object({ workflowId: z.string(), parkId: z.string() })
  const mine = async () => {
    const { data } = z.object({ data: z.array(row) }).parse(JSON.parse(await quittance('parked', '--json')))
    return data.find(({ workflowId }) => workflowId === `stripe:evt_${id}`)
  }
  await expect.poll(mine, SOON).toBeDefined()
  return { evt_1: `evt_${id}`, 'books-1-1f3a9c': (await mine())?.parkId ?? '' }
}

const env = () => ({
  API: shop().apiUrl(),
  DATABASE_URL: shop().env.DATABASE_URL ?? '',
  OPERATOR_API_KEY: TEST_SECRETS.OPERATOR_API_KEY,
  QUITTANCE_URL: shop().apiUrl(),
  TEMPORAL_ADDRESS: inject('temporalAddress'),
})

/** Runs one line as a reader of the page would; throws with what it says when it does not end with 0. */
const execute = async (line: string): Promise<void> => {
  const parked = /books-1-1f3a9c|decision\.json/.test(line) ? await park() : {}
  const here = named(line, parked)
  const words = await wordsOf(here.replace(/^npm run (?:--silent )?quittance -- /, 'quittance '), env())
  const [program = '', ...rest] = words
  if (program === 'quittance') return await quittance(rest)
  if (program === 'psql') return void (await pool.query(rest[rest.indexOf('-c') + 1] ?? expect.fail(line)))
  if (program === 'temporal') return await temporal(rest, parked)
  if (program === 'curl' || program === 'npm') return void (await inShell(here, '.', env()))
  expect.fail(`nobody here runs ${program}`)
}

const quittance = async (words: readonly string[]): Promise<void> => {
  const { code, err } = await runWith('ann@example.com\n', { ...TEST_SECRETS, ...env() }, ...words)
  // What the doctor finds here is not as in production.
  const isWell = code === 0 || (code === 1 && words[0] === 'doctor')
  if (!isWell) throw new Error(err)
}

/** Temporal's own command line: the program that is the server of this run. */
const temporal = async (
  words: readonly string[],
  parked: Readonly<Record<string, string>>,
): Promise<void> => {
  const folder = dirname(shop().policyFile)
  const decision = {
    decisionId: `d-${randomBytes(4).toString('hex')}`,
    parkId: parked['books-1-1f3a9c'],
    decision: 'abort',
    actor: 'anna',
    reason: 'as the runbook says',
  }
  writeFileSync(join(folder, 'decision.json'), JSON.stringify(decision))
  const program = await findTemporal(temporalCommand)
  const line = [program, ...words].map((word) => `'${word}'`).join(' ')
  await inShell(line, folder, env())
}

/** Not every machine that tests has Docker: test/packaging reads its file. */
const NOT_RUN = /^docker compose /

test.for([...new Set(commandsOf(PAGE))].filter((line) => !NOT_RUN.test(line)))(
  'what the runbook tells to run ends well: %s',
  async (line) => {
    await execute(line)
  },
)
