import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { Difference, Reconciliation } from '../../src/domain/reconciliation.ts'
import { newestReport } from '../../src/reconcile/reports.ts'
import { createReconciling } from '../../src/worker/reconcile/reconciling.ts'
import { startCatchUpParts, type TestCatchUp } from '../support/catch-up.ts'
import { paidSession } from '../support/stripe-events.ts'
import { paid, paidInUnknownAsset } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision, openPark, stateOf } from '../workflows/support/observe.ts'

let harness: Harness
let parts: TestCatchUp
/** Of a contract that only this test mints on. */
let supply = 0n
const alerts: Reconciliation[] = []

beforeAll(async () => {
  harness = await createHarness()
  await harness.startWorker()
  parts = await startCatchUpParts(harness.pool, harness.databaseUrl, harness.taskQueue)
  const hourAgo = Math.floor(Date.now() / 1_000) - 3_600
  await harness.query('insert into inbox.catch_up (source, began, read_to) values ($1, $2, $2)', [
    'stripe',
    hourAgo,
  ])
})
afterAll(async () => {
  await parts?.stop()
  await harness?.teardown()
})

const differences = async (): Promise<readonly Difference[]> => {
  const { pool, ledger } = harness
  const made = await createReconciling({
    ...parts.reading,
    pool,
    sources: parts.sources,
    tokens: {
      pool,
      ledger,
      asset: 'LTZ',
      chain: { chainId: 31_337, contract: `0x${'0a'.repeat(20)}`, readTotalSupply: async () => supply },
    },
    log: pino({ level: 'silent' }),
    alert: (report) => {
      alerts.push(report)
      return Promise.resolve()
    },
  }).report()
  const report = await newestReport(pool)
  expect(report?.differenceCount).toBe(made.differences)
  return report?.differences ?? []
}

/** Taken back when the test is over, so that no other finds it. */
const plant = async (wrong: string, right: string, values: readonly unknown[] = []): Promise<void> => {
  onTestFinished(async () => {
    await harness.query(right, values)
  })
  await harness.query(wrong, values)
}

/** What a report finds of it, and that nothing else was wrong. */
const found = async (kind: Difference['kind']): Promise<Difference> => {
  const all = await differences()
  expect(all.filter((difference) => difference.kind !== kind)).toEqual([])
  return all[0] ?? expect.fail(`no ${kind} was found`)
}

const corrected = async (): Promise<void> => {
  const handle = await harness.start(paidInUnknownAsset())
  const patch = { asset: 'USD', amount: '19.99' }
  const amend = decision(await openPark(harness, handle), { decision: 'amend', patch })
  await handle.signal('decide', amend)
  await handle.result()
}

const fulfilled = async () => {
  const event = paid()
  await (await harness.start(event)).result()
  return event
}

test('where all is well there is no difference, and nobody is alerted', async () => {
  await fulfilled()
  await corrected()
  expect(await differences()).toEqual([])
  expect(alerts).toEqual([])
})

test('what is parked waits: told apart, and no difference', async () => {
  const event = paidInUnknownAsset()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  expect(await differences()).toEqual([])
  expect((await newestReport(harness.pool))?.events).toMatchObject({ parked: 1 })
  await handle.signal('decide', decision(park, { decision: 'skip' }))
  await handle.result()
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await differences()).toEqual([])
})

test('an event that is called done, of which the books know nothing, is found with its amount', async () => {
  const event = await fulfilled()
  const eventKey = `evt_${randomUUID()}`
  await plant(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id, headers, raw,
       body_sha256, event_hash, event, plan, workflow_id, state)
     select endpoint, account, provider, $2, provider_type, type, 'pay_nobody_booked', headers, raw, body_sha256,
       event_hash, event, plan, $2, 'fulfilled' from inbox.event where event_key = $1`,
    'delete from inbox.event where event_key = $2 and event_key <> $1',
    [event.eventKey, eventKey],
  )
  expect(await found('event-without-fact')).toMatchObject({
    eventKey,
    asset: 'USD',
    stated: '1999',
    command: `quittance show ${event.endpoint} ${eventKey}`,
  })
})

test('an event whose row is gone is found by the fact it left', async () => {
  const { eventKey } = await fulfilled()
  await plant(
    "update inbox.event set event_key = 'away-' || event_key where event_key = $1",
    "update inbox.event set event_key = $1 where event_key = 'away-' || $1",
    [eventKey],
  )
  const all = await differences()
  expect(all.find(({ kind }) => kind === 'fact-without-event')).toMatchObject({ eventKey, found: '1999' })
  expect(all.find(({ kind }) => kind === 'event-without-fact')).toMatchObject({
    eventKey: `away-${eventKey}`,
  })
})

test('a plan that says another amount than the books is found', async () => {
  const { eventKey } = await fulfilled()
  const plan = (amount: string) =>
    `update inbox.event set plan = jsonb_set(plan, '{statement,fact,amount}', '"${amount}"') where event_key = $1`
  await plant(plan('2999'), plan('1999'), [eventKey])
  const all = await differences()
  expect(all.find(({ kind }) => kind === 'fact-differs')).toMatchObject({ stated: '2999', found: '1999' })
  expect(all.find(({ kind }) => kind === 'sum-differs')).toMatchObject({ asset: 'USD' })
})

test('a mint that was planned and never made is found', async () => {
  const { eventKey } = await fulfilled()
  const plan = (effects: string) =>
    `update inbox.event set plan = jsonb_set(plan, '{effects}', '${effects}') where event_key = $1`
  await plant(plan('[{"type": "mint"}]'), plan('[]'), [eventKey])
  expect(await found('mint-missing')).toMatchObject({ eventKey })
})

const FINAL = `
  insert into mint.mint (mint_id, chain_id, account, payment_id, recipient, amount, asset, status, updated_at)
  values ($1, 31337, 'shop', 'pay_minted', '0x' || repeat('ab', 20), 500, 'LTZ', 'final', now() - interval '1 hour')`
const UNDONE =
  'with t as (delete from mint.transition where mint_id = $1) delete from mint.mint where mint_id = $1'

test('tokens on chain that the books do not hold are found, and so is a supply nobody accounts for', async () => {
  const mintId = `0x${'77'.repeat(32)}`
  await plant(FINAL, UNDONE, [mintId])
  const all = await differences()
  expect(all.find(({ kind }) => kind === 'mint-not-booked')).toMatchObject({
    mintId,
    stated: '500',
    command: 'quittance events --payment pay_minted',
  })
  expect(all.find(({ kind }) => kind === 'supply-differs')).toMatchObject({ stated: '500', found: '0' })
  onTestFinished(() => {
    supply = 0n
  })
  supply = 700n
  const more = await differences()
  expect(more.find(({ kind }) => kind === 'supply-differs')).toMatchObject({ stated: '500', found: '700' })
})

test('a balance that was changed by hand is found', async () => {
  const change = (by: string) =>
    `update ledger.balance set amount = amount ${by} where account_id = (select min(account_id) from ledger.balance)`
  await plant(change('+ 1'), change('- 1'))
  expect(await found('ledger-drift')).toMatchObject({ command: 'quittance drift --json' })
  expect(alerts.at(-1)?.differenceCount).toBe(1)
})

test('a payment that Stripe says was made and no webhook told is found, until it is caught up with', async () => {
  const [eventKey, paymentId] = [`evt_${randomUUID().slice(0, 8)}`, `pi_${randomUUID().slice(0, 8)}`]
  const event = JSON.parse(
    paidSession({ eventId: eventKey, paymentIntent: paymentId, userId: 'ada', cents: 4_200 }),
  )
  parts.stripe.addEvent({ ...event, created: Math.floor(Date.now() / 1_000) - 300 })
  expect(await found('event-missing')).toMatchObject({
    eventKey,
    paymentId,
    asset: 'USD',
    stated: '4200',
    command: 'quittance catch-up',
  })
  await parts.catchUp.pass('stripe')
  expect(await differences()).toEqual([])
})

test('a provider that does not answer is named, and its silence is no difference', async () => {
  parts.stripe.fail(401, 1)
  expect(await differences()).toEqual([])
  const { providers } = (await newestReport(harness.pool)) ?? {}
  expect(providers?.find(({ source }) => source === 'stripe')?.problem).toContain('PROVIDER_REFUSED')
})
