import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness

beforeAll(async () => {
  harness = await openLedger(20)
})

afterAll(() => harness.close())

const state = (s: ReturnType<typeof statement>, finish = true) => harness.ledger.stateFact(s, { finish })

async function transfersOf(account: string): Promise<number> {
  const { rows } = await harness.pool.query<{ n: number }>(
    `select count(*)::integer as n from ledger.transfer t join ledger.payment p on p.id = t.payment
     where p.account = $1`,
    [account],
  )
  return rows[0]?.n ?? 0
}

async function receive(account: string, eventKey: string, inboxState = 'received'): Promise<void> {
  await harness.pool.query(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id, headers,
       body_sha256, event_hash, event, plan, workflow_id, state)
     values ($1, $1, 'standard', $2, 'payment.succeeded', 'payment.succeeded', 'pay', '{}', '', '', '{}', '{}',
       $1 || ':' || $2, $3)`,
    [account, eventKey, inboxState],
  )
}

async function inboxState(account: string): Promise<{ state: string; isProcessed: boolean }[]> {
  const { rows } = await harness.pool.query<{ state: string; isProcessed: boolean }>(
    `select state, processed_at is not null as "isProcessed" from inbox.event where account = $1 order by id`,
    [account],
  )
  return rows
}

test('a paid event credits its owner, pays the order and says so', async () => {
  const account = newAccount()
  const books = await state(statement(account, 1, credit(), { orderReference: 'order-7' }))
  expect(books).toEqual({
    account,
    paymentId: 'pay',
    owner: `user:${account}`,
    orderReference: 'order-7',
    orderStatus: 'paid',
    generation: 1,
    transferId: expect.any(String),
    problems: [],
    finished: true,
  })
  expect(await harness.ledger.balances(`user:${account}`)).toEqual({
    owner: `user:${account}`,
    balances: [{ asset: 'USD', available: '1000', pending: '0', held: '0', spendable: '1000' }],
    restricted: false,
  })
})

test('the same statement again posts nothing and answers the same', async () => {
  const account = newAccount()
  const first = await state(statement(account, 1, credit()))
  expect(await state(statement(account, 1, credit()))).toEqual({ ...first, transferId: null })
  expect(await transfersOf(account)).toBe(1)
})

test('twenty copies of one event at the same moment make one transfer', async () => {
  const account = newAccount()
  const copies = Array.from({ length: 20 }, () => state(statement(account, 1, credit())))
  const posted = (await Promise.all(copies)).filter(({ transferId }) => transferId !== null)
  expect(posted).toHaveLength(1)
  expect(await transfersOf(account)).toBe(1)
  expect(await harness.ledger.balances(`user:${account}`)).toMatchObject({
    balances: [{ available: '1000' }],
  })
})

test('twenty siblings of one payment at the same moment credit it once', async () => {
  const account = newAccount()
  const siblings = Array.from({ length: 20 }, (_, n) =>
    state(statement(account, n, credit(), { paymentId: `id_${n % 4}`, refs: ['intent'] })),
  )
  await Promise.all(siblings)
  expect(await harness.ledger.balances(`user:${account}`)).toMatchObject({
    balances: [{ available: '1000' }],
  })
  expect(await harness.ledger.drift()).toEqual([])
})

test.each([
  ['amount', { amount: '999' }],
  ['asset', { asset: 'EUR' }],
  ['kind of value', { value: 'mint' as const }],
])('error: another %s for the same payment is a conflict, and nothing is applied', async (_, other) => {
  const account = newAccount()
  await state(statement(account, 1, credit()))
  const before = await harness.ledger.payment(account, 'pay')
  const contradiction = statement(account, 2, credit(other), { refs: ['another-name'] })
  await expect(state(contradiction)).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
    retryable: false,
    message: expect.stringContaining(`payment pay of account ${account}`),
  })
  expect(await harness.ledger.payment(account, 'pay')).toEqual(before)
  expect(await harness.ledger.payment(account, 'another-name')).toBeNull()
})

test('the event that stated the only figure may correct it', async () => {
  const account = newAccount()
  await state(statement(account, 1, credit({ amount: '900' })))
  await state(statement(account, 1, credit({ amount: '1000', asset: 'EUR' })))
  expect(await harness.ledger.balances(`user:${account}`)).toMatchObject({
    balances: [
      { asset: 'EUR', available: '1000' },
      { asset: 'USD', available: '0' },
    ],
  })
})

test('error: money without a figure, for an order nobody registered', async () => {
  const account = newAccount()
  const { amount: _amount, asset: _asset, ...bare } = credit()
  await expect(state(statement(account, 1, bare))).rejects.toMatchObject({
    code: 'INVALID_AMOUNT',
    retryable: false,
  })
  expect(await harness.ledger.payment(account, 'pay')).toBeNull()
})

test('money without a figure takes that of the registered order', async () => {
  const account = newAccount()
  const { amount: _amount, asset: _asset, ...bare } = credit()
  await harness.ledger.registerOrder({ account, reference: 'o1', amount: '250', asset: 'EUR' })
  const books = await state(statement(account, 1, bare, { orderReference: 'o1' }))
  expect(books).toMatchObject({ orderStatus: 'paid', problems: [] })
  expect(await harness.ledger.payment(account, 'pay')).toMatchObject({ amount: '250', asset: 'EUR' })
})

test('money that is to be minted pays the order and moves no balance', async () => {
  const account = newAccount()
  const books = await state(statement(account, 1, credit({ value: 'mint' })))
  expect(books).toMatchObject({ orderStatus: 'paid', transferId: null, problems: [] })
})

test('every uint256 fits', async () => {
  const account = newAccount()
  const amount = (2n ** 256n - 1n).toString()
  await state(statement(account, 1, credit({ amount, asset: 'LTZ' })))
  expect(await harness.ledger.payment(account, 'pay')).toMatchObject({ amount, status: 'paid' })
})

test('error: a balance that no longer fits is refused, and nothing is applied', async () => {
  const account = newAccount()
  const amount = '9'.repeat(78)
  await state(statement(account, 1, credit({ amount })))
  const second = statement(account, 2, credit({ amount }), { paymentId: 'second' })
  await expect(state(second)).rejects.toMatchObject({ code: 'INVALID_AMOUNT', retryable: false })
  expect(await harness.ledger.payment(account, 'second')).toBeNull()
})

test('finishing moves the event to fulfilled in the same transaction', async () => {
  const account = newAccount()
  await receive(account, 'evt_1')
  expect(await state(statement(account, 1, credit()), false)).toMatchObject({ finished: false })
  expect(await inboxState(account)).toEqual([{ state: 'received', isProcessed: false }])
  expect(await state(statement(account, 1, credit()), true)).toMatchObject({ finished: true })
  expect(await inboxState(account)).toEqual([{ state: 'fulfilled', isProcessed: true }])
})

test('an event with a problem is not finished until the problem is gone', async () => {
  const account = newAccount()
  await receive(account, 'evt_1', 'parked')
  const { owner: _owner, ...anonymous } = statement(account, 1, credit())
  expect(await state(anonymous)).toMatchObject({ finished: false, problems: [{ code: 'OWNER_UNKNOWN' }] })
  expect(await inboxState(account)).toEqual([{ state: 'parked', isProcessed: false }])
  const amended = { ...anonymous, owner: { owner: 'user:found', source: 'amend' as const } }
  expect(await state(amended)).toMatchObject({ finished: true, problems: [], owner: 'user:found' })
  expect(await inboxState(account)).toEqual([{ state: 'fulfilled', isProcessed: true }])
})

test('an event that was aborted and is stated after all is fulfilled', async () => {
  const account = newAccount()
  await receive(account, 'evt_1', 'aborted')
  await state(statement(account, 1, credit()))
  expect(await inboxState(account)).toEqual([{ state: 'fulfilled', isProcessed: true }])
})

test('a payment shows what was posted for it and which events speak of it, by any of its names', async () => {
  const account = newAccount()
  await receive(account, 'evt_1')
  await receive(account, 'evt_observed', 'recorded')
  await state(statement(account, 1, credit({ network: 'base', txHash: '0x1' }), { refs: ['session'] }))
  expect(await harness.ledger.payment(account, 'session')).toMatchObject({
    account,
    paymentId: 'pay',
    status: 'paid',
    settled: true,
    network: 'base',
    txHash: '0x1',
    amount: '1000',
    paid: '1000',
    refunded: '0',
    owner: `user:${account}`,
    postings: [{ n: 1, kind: 'credit' }],
    effects: [],
    events: [
      { eventKey: 'evt_1', state: 'fulfilled', workflowId: `${account}:evt_1` },
      { eventKey: 'evt_observed', state: 'recorded' },
    ],
  })
})
