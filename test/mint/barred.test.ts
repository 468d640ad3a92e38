import { randomBytes } from 'node:crypto'
import type { Hex } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { mintIdOf } from '../../src/chain/mint-call.ts'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import { createMintOutbox, type MintOutbox } from '../../src/mint/outbox.ts'
import { type Harness, newAccount, openLedger } from '../ledger/ledger-harness.ts'
import { credit, dispute, mintClaim, refund, statement, word } from '../ledger/statements.ts'

const CHAIN = 1868
const CONTRACT: Hex = `0x${'c0'.repeat(20)}`
const SIGNER = { chainId: CHAIN, address: `0x${'51'.repeat(20)}` as Hex }
const toMint = credit({ value: 'mint' })

let harness: Harness
let outbox: MintOutbox
let account: string

beforeAll(async () => {
  harness = await openLedger()
  outbox = createMintOutbox(harness.pool)
  await outbox.registerSigner(SIGNER, 0)
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })

/** A paid payment whose mint is claimed and asked for. */
const requested = async (n: number, paymentId = 'pay'): Promise<Hex> => {
  await state(n, toMint, { paymentId })
  await harness.ledger.claimEffect(mintClaim(account, n, { paymentId }))
  const id = mintIdOf({ account, paymentId })
  const to: Hex = `0x${randomBytes(20).toString('hex')}`
  const mint = { id, to, amount: 1n, chainId: CHAIN, contract: CONTRACT, account, paymentId, asset: 'LTZ' }
  await outbox.requestMint(mint)
  return id
}

const isOffered = async (id: Hex) => (await outbox.candidates(CHAIN, CONTRACT)).some((mint) => mint.id === id)
const standing = async (id: Hex) => {
  const mint = await outbox.mint(id)
  return { status: mint?.status, code: mint?.problem?.code }
}
/** Its transaction is over, so that the next test has room. */
const settle = () =>
  harness.pool.query("update mint.eth_tx set state = 'failed', failure = 'noop' where state = 'reserved'")

test.each([
  ['refunded', refund('400')],
  ['disputed', dispute('opened')],
  ['reversed', word('reverse')],
])(
  'a mint whose payment is %s after it was claimed gets no nonce, and a person is asked',
  async (_, fact) => {
    const id = await requested(1)
    expect(await isOffered(id)).toBe(true)
    await state(2, fact)
    expect(await isOffered(id)).toBe(false)
    expect(await outbox.reserve(SIGNER, [id])).toBe(false)
    await outbox.parkBarred(CHAIN)
    expect(await standing(id)).toEqual({ status: 'parked', code: 'REFUND_OF_MINTED' })
  },
)

test('a mint that was claimed waits while an operator holds its payment, and goes on by itself', async () => {
  const id = await requested(1)
  await state(2, word('hold'))
  await outbox.parkBarred(CHAIN)
  expect(await isOffered(id)).toBe(false)
  expect(await outbox.reserve(SIGNER, [id])).toBe(false)
  expect(await standing(id)).toEqual({ status: 'requested' })
  await state(3, word('release'))
  expect(await isOffered(id)).toBe(true)
  expect(await outbox.reserve(SIGNER, [id])).toBe(true)
  await settle()
})

test('one that is held keeps no other from its nonce', async () => {
  const [held, free] = [await requested(1, 'held'), await requested(2, 'free')]
  await state(3, word('hold'), { paymentId: 'held' })
  expect(await outbox.reserve(SIGNER, [held, free])).toBe(true)
  expect([(await standing(held)).status, (await standing(free)).status]).toEqual(['requested', 'reserved'])
  await settle()
})

const join = () => state(9, { type: 'link' }, { paymentId: 'session', refs: ['intent'] })

test('of two names of one payment the mint that was asked for first goes on, the other is for a person', async () => {
  const [first, second] = [await requested(1, 'session'), await requested(2, 'intent')]
  await join()
  expect(await outbox.reserve(SIGNER, [second])).toBe(false)
  await outbox.parkBarred(CHAIN)
  expect(await standing(second)).toEqual({ status: 'parked', code: 'EFFECT_CONFLICT' })
  expect(await outbox.reserve(SIGNER, [first])).toBe(true)
  await settle()
})

test('a retry of the one mint does not bring it on its way beside the other', async () => {
  const [first, second] = [await requested(1, 'session'), await requested(2, 'intent')]
  await outbox.parkMint(first, { code: 'MINT_CAP_EXCEEDED', message: 'a test' })
  await join()
  expect(await outbox.reserve(SIGNER, [second])).toBe(true)
  await outbox.resumeMint(first)
  expect(await outbox.reserve(SIGNER, [first])).toBe(false)
  await settle()
})

test('a nonce and a refund at the same moment: the mint is on its way, or it never will be', async () => {
  const rounds = Array.from({ length: 10 }, async (_, round) => {
    const paymentId = `pay_${round}`
    const id = await requested(100 + round, paymentId)
    const [, told] = await Promise.all([
      outbox.reserve(SIGNER, [id]),
      state(200 + round, refund('400'), { paymentId }),
    ])
    expect(told.problems).toMatchObject([{ code: 'REFUND_OF_MINTED' }])
    const isOnItsWay = (await standing(id)).status === 'reserved'
    expect(await outbox.reserve(SIGNER, [id])).toBe(false)
    return isOnItsWay
  })
  await Promise.all(rounds)
  await settle()
})

test('two names joined while passes take nonces for both: one of them has one', async () => {
  for (let round = 0; round < 5; round += 1) {
    account = newAccount()
    const ids = [await requested(1, 'session'), await requested(2, 'intent')]
    await join()
    const taken = await Promise.all(ids.map((id) => outbox.reserve(SIGNER, [id])))
    expect(taken.filter(Boolean)).toHaveLength(1)
    await settle()
  }
})
