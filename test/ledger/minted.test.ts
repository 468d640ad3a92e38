import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { MintStatement } from '../../src/ledger/mints.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness
let account: string
let chainId = 31_336

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(async () => {
  account = newAccount()
  chainId += 1
  await state(1, credit({ value: 'mint' }))
})

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })

/** Change `seq` of the mint of payment `pay`. */
const mint = (seq: number, stands: boolean, more: Partial<MintStatement> = {}) =>
  harness.ledger.stateMint({
    account,
    paymentId: 'pay',
    mintId: `${account}:pay`,
    chainId,
    wallet: `0xA${account}`,
    asset: 'LTZ',
    amount: '10000',
    stands,
    version: { xid: '700', seq: String(seq) },
    ...more,
  })

const minted = () => harness.ledger.minted(chainId)
const TOKENS = [{ asset: 'LTZ', amount: '10000' }]

const lines = async () => {
  const { rows } = await harness.pool.query<{ line: string }>(
    `select concat_ws(' ', a.owner, a.asset, a.kind, sum(e.amount)) as line
     from ledger.entry e join ledger.account a on a.id = e.account_id
     join ledger.transfer t on t.id = e.transfer_id join ledger.payment p on p.id = t.payment
     where p.account = $1 group by a.owner, a.asset, a.kind having sum(e.amount) <> 0 order by 1`,
    [account],
  )
  return rows.map(({ line }) => line)
}

const postings = async () => (await harness.ledger.payment(account, 'pay'))?.postings.length

test('tokens that stand are in the books: of their wallet, against their chain', async () => {
  expect(await minted()).toEqual([])
  await mint(1, true)
  expect(await lines()).toEqual([
    `sys:chain:${chainId} LTZ clearing -10000`,
    `wallet:0xa${account} LTZ minted 10000`,
  ])
  expect(await minted()).toEqual(TOKENS)
  expect(await harness.ledger.drift()).toEqual([])
})

test('tokens a reorganisation took leave the books, and come back with them', async () => {
  await mint(1, true)
  await mint(2, false)
  expect(await lines()).toEqual([])
  expect(await minted()).toEqual([])
  await mint(3, true)
  expect(await minted()).toEqual(TOKENS)
  expect(await postings()).toBe(3)
})

test('the same change again, or an older one, changes nothing', async () => {
  await mint(5, true)
  await mint(5, true)
  await mint(4, false)
  await mint(99, false, { version: { xid: '699', seq: '99' } })
  expect(await minted()).toEqual(TOKENS)
  expect(await postings()).toBe(1)
  await mint(1, false, { version: { xid: '1000', seq: '1' } })
  expect(await minted()).toEqual([])
})

test('changes of one mint that arrive at once, in any order, end with the newest', async () => {
  await Promise.all([7, 3, 10, 1, 9, 2, 8, 4, 6, 5].map((seq) => mint(seq, seq % 2 === 0)))
  expect(await minted()).toEqual(TOKENS)
  expect(await harness.ledger.drift()).toEqual([])
})

test('minted tokens are not a balance of their wallet', async () => {
  await mint(1, true)
  expect(await harness.ledger.balances(`wallet:0xa${account}`)).toMatchObject({ balances: [] })
  await state(2, credit(), {
    paymentId: 'other',
    owner: { owner: `wallet:0xa${account}`, source: 'wallet' },
  })
  expect(await harness.ledger.balances(`wallet:0xa${account}`)).toEqual({
    owner: `wallet:0xa${account}`,
    balances: [{ asset: 'USD', available: '1000', pending: '0', held: '0', spendable: '1000' }],
    restricted: false,
  })
})

test('a fact that is stated later leaves what was minted in the books', async () => {
  await mint(1, true)
  expect(await state(2, { type: 'link' }, { refs: ['session'] })).toMatchObject({ transferId: null })
  expect(await minted()).toEqual(TOKENS)
})

test('mints of payments that were joined stand side by side', async () => {
  await state(2, credit({ value: 'mint' }), { paymentId: 'intent' })
  await mint(1, true)
  await mint(2, true, { paymentId: 'intent', mintId: `${account}:intent` })
  await state(3, { type: 'link' }, { paymentId: 'intent', refs: ['pay'] })
  expect(await minted()).toEqual([{ asset: 'LTZ', amount: '20000' }])
  await mint(3, false, { paymentId: 'intent', mintId: `${account}:intent` })
  expect(await minted()).toEqual(TOKENS)
  expect(await harness.ledger.drift()).toEqual([])
})

test('drift names a mint that the entries do not bear out', async () => {
  await mint(1, true)
  const tamper = (amount: number) =>
    harness.pool.query('update ledger.payment_mint set amount = $2 where mint_id = $1', [
      `${account}:pay`,
      amount,
    ])
  await tamper(10_001)
  expect(await harness.ledger.drift()).toEqual([
    {
      what: 'mint',
      subject: expect.stringContaining(`wallet:0xa${account}/LTZ`),
      stated: '10001',
      fromEntries: '10000',
    },
  ])
  await tamper(10_000)
})

test('a feed is read on from where it was moved to, and is never moved back', async () => {
  expect(await harness.ledger.readFeed(account)).toBeUndefined()
  await harness.ledger.moveFeed(account, { xid: '700', seq: '9' })
  await harness.ledger.moveFeed(account, { xid: '699', seq: '10' })
  await harness.ledger.moveFeed(account, { xid: '700', seq: '8' })
  expect(await harness.ledger.readFeed(account)).toEqual({ xid: '700', seq: '9' })
  await harness.ledger.moveFeed(account, { xid: '1000', seq: '1' })
  expect(await harness.ledger.readFeed(account)).toEqual({ xid: '1000', seq: '1' })
})
