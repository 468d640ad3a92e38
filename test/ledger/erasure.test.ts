import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { erasePerson, type Person } from '../../src/inbox/erase-person.ts'
import { type Harness, newAccount, openLedger, stateUntilDone, whileKilling } from './ledger-harness.ts'
import { actualBooks } from './oracle.ts'
import { figure, inAccount, registration, statementAbout } from './random-facts.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

const personOf = (account: string, owners: readonly string[]): Person => ({
  owners,
  subjects: owners.map((owner) => `digest of ${owner}`),
  addresses: [`${account}@example.com`],
})

/** An event that states something, as the inbox has it: its owner is one of its subjects. */
const storeEvent = (account: string, key: string, owner: string, paymentId: string) =>
  harness.pool.query(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id, headers, raw,
       body_sha256, event_hash, event, plan, workflow_id, state, subjects)
     values ($1, $1, 'stripe', $2, 't', 'payment.succeeded', $4, '{"a":"b"}', $5, 'sha', '1:hash', '{}', '{}',
       $1 || ':' || $2, 'fulfilled', array['digest of ' || $3])
     on conflict do nothing`,
    [account, key, owner, paymentId, Buffer.from('a body')],
  )

/** A pool whose process is gone after so many batches of events. */
const dyingAfter = (batches: number): pg.Pool => {
  let done = 0
  const query = async (text: string, values: unknown[]) => {
    if (text.includes('erase_events') && ++done > batches) throw new Error('killed')
    return await harness.pool.query(text, values)
  }
  return { query } as unknown as pg.Pool
}

const run = fc
  .tuple(figure, fc.integer({ min: 1, max: 6 }))
  .chain(([of, count]) =>
    fc.tuple(
      fc.array(registration, { maxLength: 2 }),
      ...Array.from({ length: count }, (_, n) => statementAbout(0, of, fc.constant(`evt-${n}`))),
    ),
  )

test('erasing whoever it is changes no balance, no order, no access and no problem', async () => {
  const erasing = fc.asyncProperty(run, async (generated) => {
    const account = newAccount()
    const [registrations, ...statements] = inAccount(account, generated)
    for (const { owner, ...order } of registrations) {
      const registered = { account, ...order, ...(owner === undefined ? {} : { owner }) }
      await harness.ledger.registerOrder({ ...registered, contact: Buffer.from('sealed') })
    }
    for (const statement of statements) {
      const { eventKey, owner, paymentId } = statement
      await storeEvent(account, eventKey, owner?.owner ?? 'nobody', paymentId)
      await stateUntilDone(harness.ledger, statement)
    }
    const owners = [...new Set(statements.flatMap(({ owner }) => owner?.owner ?? 'nobody'))]
    const before = await actualBooks(harness.pool, account)
    const { events } = await erasePerson(harness.pool, personOf(account, owners), 'ada')
    expect(events).toBe(statements.length)
    expect(await actualBooks(harness.pool, account)).toEqual(before)
    for (const statement of statements) await stateUntilDone(harness.ledger, statement)
    expect(await actualBooks(harness.pool, account)).toEqual(before)
    expect(await harness.ledger.drift()).toEqual([])
  })
  await fc.assert(erasing, { numRuns: 30 })
})

test('an erasure that is killed half-way goes on when it is asked for again, as the same one, and counts all once', async () => {
  const account = newAccount()
  const owner = `user:${account}`
  for (let n = 0; n < 900; n++) await storeEvent(account, `evt-${n}`, owner, `pay-${n}`)
  const person = personOf(account, [owner])
  const erase = () => erasePerson(harness.pool, person, 'ada').catch(() => undefined)
  const journalled = async () =>
    (
      await harness.pool.query<{ events: number; finished: boolean }>(
        'select events, finished_at is not null as finished from inbox.erasure where subjects = $1 order by id',
        [person.subjects],
      )
    ).rows
  const left = async () =>
    (
      await harness.pool.query(
        'select count(*)::int as count from inbox.event where account = $1 and raw is not null',
        [account],
      )
    ).rows[0].count as number

  await expect(erasePerson(dyingAfter(2), person, 'ada')).rejects.toThrow()
  expect(await left()).toBe(500)
  expect(await journalled()).toEqual([{ events: 400, finished: false }])

  await whileKilling(harness, 2, async () => {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline && (await erase()) === undefined; );
  })
  await erase()
  expect(await left()).toBe(0)
  const rows = await journalled()
  expect(rows.every(({ finished }) => finished)).toBe(true)
  expect(rows.reduce((sum, { events }) => sum + events, 0)).toBe(900)
})
