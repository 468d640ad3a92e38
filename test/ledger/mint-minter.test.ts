import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, mintClaim, statement, word } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(async () => {
  account = newAccount()
  await harness.ledger.stateFact(statement(account, 1, credit({ value: 'mint' })), { finish: true })
})

const claim = (minter?: string, n = 1) =>
  harness.ledger.claimEffect(mintClaim(account, n, minter === undefined ? {} : { minter }))

test('who is asked for a mint is kept with it, and nobody else is asked', async () => {
  expect(await claim()).not.toHaveProperty('minter')
  expect(await claim('loyalteez')).toMatchObject({ state: 'claimed', minter: 'loyalteez' })
  expect(await claim('loyalteez')).toMatchObject({ minter: 'loyalteez' })
  await expect(claim('chain')).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
    retryable: false,
    message: expect.stringContaining('may have been minted at MINTER=loyalteez'),
  })
  expect(await claim()).toMatchObject({ state: 'claimed', minter: 'loyalteez' })
})

test('of two minters that are about to be asked at the same moment, one is', async () => {
  await claim()
  const rounds = await Promise.allSettled([
    claim('chain'),
    claim('loyalteez'),
    claim('chain'),
    claim('loyalteez'),
  ])
  const asked = new Set(rounds.flatMap((round) => (round.status === 'fulfilled' ? [round.value.minter] : [])))
  expect(asked.size).toBe(1)
  expect(rounds.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
})

test('another event says nothing of who is asked; a mint that is done may be read under any MINTER', async () => {
  const { key } = await claim()
  expect(await claim('chain', 2)).not.toHaveProperty('minter')
  await claim('loyalteez')
  await harness.ledger.finishEffect(key, 'done', { txHash: '0x1' })
  expect(await claim('chain')).toMatchObject({ state: 'done', minter: 'loyalteez' })
})

test('a claimed mint says that its payment is held, until it is released', async () => {
  const say = (n: number, said: 'hold' | 'release') =>
    harness.ledger.stateFact(statement(account, n, word(said)), { finish: true })
  await claim()
  await say(2, 'hold')
  expect(await claim()).toMatchObject({ state: 'claimed', isHeld: true })
  await say(3, 'release')
  expect(await claim()).not.toHaveProperty('isHeld')
})

test('error: what the outbox may still mint is not skipped, whoever mints now', async () => {
  const { key } = await claim('chain')
  await harness.pool.query(
    `insert into mint.mint (mint_id, chain_id, account, payment_id, recipient, amount, asset)
     values ($1, 1868, $2, 'pay', $3, 1, 'LTZ')`,
    [`0x${'1'.repeat(64)}`, account, `0x${'2'.repeat(40)}`],
  )
  await expect(harness.ledger.finishEffect(key, 'skipped', {})).rejects.toMatchObject({
    code: 'INVALID_DECISION',
    message: expect.stringContaining('set MINTER=chain'),
  })
  expect(await claim()).toMatchObject({ state: 'claimed' })
  const parked = `update mint.mint set status = 'parked', problem_code = 'MINT_REFUSED', problem = 'left out'`
  await harness.pool.query(`${parked} where account = $1`, [account])
  await harness.ledger.finishEffect(key, 'skipped', {})
  expect(await claim()).toMatchObject({ state: 'skipped' })
})
