import { setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildDelivery, type DeliveryRequest } from '../../src/cli/delivery.ts'
import { newestReport } from '../../src/reconcile/reports.ts'
import { connectTemporal, type Temporal } from '../../src/temporal.ts'
import { startCatchUp, startReconcile } from '../../src/temporal-reports.ts'
import { createReconciling } from '../../src/worker/reconcile/reconciling.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { diceOf } from '../support/dice.ts'
import { secretOf, startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'
import { newWallet, useMintHarness } from '../workflows/support/minting.ts'

const PROVIDERS = ['stripe', 'llamapay', 'loops', 'cryptopay', 'rach'] as const
const PAYMENTS = 300
const LOST_OF_THOUSAND = 300
const AGO_MS = 120_000

const on = useTestChain()
const mints = useMintHarness(on, { workers: false })
let temporal: Temporal
let api: WebhookApi
let parts: TestCatchUp
const alerts: unknown[] = []

beforeAll(async () => {
  const { pool, databaseUrl, taskQueue, ledger, startWorker } = mints()
  temporal = connectTemporal({ taskQueue, ledgerFirstTry: 'local' })
  const env = { MINTER: 'loyalteez' }
  api = await startWebhookApi({ databaseUrl, temporal, env })
  parts = await startCatchUpParts(pool, databaseUrl, taskQueue, env)
  const reconciling = createReconciling({
    ...parts.reading,
    pool,
    sources: parts.sources,
    tokens: { pool, ledger, chain: on().chain, asset: 'LTZ' },
    log: pino({ level: 'silent' }),
    alert: (report) => {
      alerts.push(report)
      return Promise.resolve()
    },
  })
  await startWorker({ catchUp: parts.catchUp, reconciling })
})
afterAll(async () => {
  await parts?.stop()
  await api?.stop()
})

/** Every webhook of one payment, in the order in which they happen. */
const webhooksOf = (n: number): DeliveryRequest[] => {
  const provider = PROVIDERS[n % PROVIDERS.length] ?? 'stripe'
  const of = (type: string, more: Partial<DeliveryRequest> = {}): DeliveryRequest => ({
    provider,
    type,
    secret: secretOf(provider),
    eventId: `evt_${n}_${type.replaceAll(/\W/g, '_')}`,
    paymentId: `pay_${n}`,
    user: `buyer-${n % 17}`,
    amount: `${10 + (n % 9)}.00`,
    currency: provider === 'rach' ? 'USDT' : 'USD',
    at: new Date(Date.now() - AGO_MS),
    ...more,
  })
  switch (provider) {
    case 'stripe':
      return n % 25 === 0
        ? [of('checkout.session.completed', { wallet: newWallet() })]
        : [of('checkout.session.completed'), ...(n % 3 === 0 ? [of('charge.refunded')] : [])]
    case 'llamapay':
      return [of('charge:pending'), of('charge:confirmed')]
    case 'loops':
      return [of('charge.succeeded')]
    case 'cryptopay':
      return [of('payment_intent.succeeded')]
    case 'rach':
      return [of('payment.confirmed')]
  }
}

const post = async (request: DeliveryRequest): Promise<void> => {
  const { path, headers, body } = buildDelivery(request)
  const { status } = await api.post(path, body, { ...headers })
  expect(status, `${request.provider} ${request.type}`).toBe(200)
}

/** Few at a time, as senders are. */
const postAll = async (requests: readonly DeliveryRequest[]): Promise<void> => {
  for (let n = 0; n < requests.length; n += 20) await Promise.all(requests.slice(n, n + 20).map(post))
}

/** What happened at the provider, whatever became of its webhook. */
const happens = (request: DeliveryRequest): void => {
  const body = JSON.parse(buildDelivery(request).body)
  if (request.provider === 'stripe') parts.stripe.addEvent(body)
  if (request.provider === 'llamapay') {
    parts.llamapay.addCharge(body.event.data)
    parts.paidOnChain.add(body.event.data.id)
  }
}

const untilDone = async (): Promise<void> => {
  const deadline = Date.now() + 240_000
  const { query } = mints()
  const left = async () => {
    const [row] = await query<{ events: number; mints: number }>(
      `select (select count(*)::int from inbox.event where state in ('received', 'parked')) as events,
         (select count(*)::int from mint.mint where status <> 'final') as mints`,
    )
    return (row?.events ?? 1) + (row?.mints ?? 1)
  }
  while ((await left()) > 0) {
    if (Date.now() > deadline) throw new Error(`${await left()} events and mints are unfinished`)
    await sleep(250)
  }
}

test('a third of the webhooks lost, the others twice and backwards: providers, books and chain say the same', {
  timeout: 400_000,
}, async () => {
  const dice = diceOf(20_261_128)
  await parts.catchUp.pass('stripe')
  // What catch-up asks for is what happened since it began.
  await mints().query('update inbox.catch_up set began = began - 600, read_to = read_to - 600')
  const all = Array.from({ length: PAYMENTS }, (_, n) => webhooksOf(n)).flat()
  for (const request of all) happens(request)
  const lost = new Set(all.filter(() => dice.chance(LOST_OF_THOUSAND)))
  const sent = all.filter((request) => !lost.has(request)).toReversed()
  await postAll(sent)
  await postAll(sent)
  expect(lost.size).toBeGreaterThan(PAYMENTS * 0.25)

  const { within } = await startCatchUp(temporal, { sources: ['stripe', 'llamapay'] })
  const lostOf = (provider: string, type = '') =>
    [...lost].filter((request) => request.provider === provider && request.type.startsWith(type))
  expect(await within(120_000)).toMatchObject({
    stripe: { missed: lostOf('stripe').length, contradicted: 0, unreadable: 0 },
    llamapay: { contradicted: 0, unreadable: 0 },
  })
  // Those that cannot be asked, or that only they can confirm: they send again by themselves.
  await postAll([...lost].filter(({ provider, type }) => provider !== 'stripe' && type !== 'charge:pending'))
  await untilDone()

  const made = await (await startReconcile(temporal)).within(120_000)
  const report = await newestReport(mints().pool)
  expect(report?.differences).toEqual([])
  expect(made).toMatchObject({ differences: 0 })
  expect(alerts).toEqual([])
  expect(report?.sums.reduce((sum, { payments }) => sum + payments, 0)).toBe(PAYMENTS)
  for (const { told, waiting, booked } of report?.sums ?? []) {
    expect(booked).toBe(told)
    expect(waiting).toBe('0')
  }
  const { outbox, ledger, chain } = report?.mints ?? expect.fail('the chain was not asked')
  expect(BigInt(chain)).toBeGreaterThan(0n)
  expect([outbox, ledger]).toEqual([chain, chain])
  expect(report?.providers).toMatchObject([{ source: 'stripe' }, { source: 'llamapay' }])
})
