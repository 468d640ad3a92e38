import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Fact, Statement } from '../../src/domain/fact.ts'
import type { EffectClaim } from '../../src/ledger/effects.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, dispute, failedRefund, mintClaim, refund, statement, word } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(() => {
  account = newAccount()
})

const toMint = credit({ value: 'mint' })

const state = (n: number, fact: Fact, more: Partial<Statement> = {}) =>
  harness.ledger.stateFact(statement(account, n, fact, more), { finish: true })

const claim = (n: number, more: Partial<EffectClaim> = {}) =>
  harness.ledger.claimEffect(mintClaim(account, n, more))

const effects = async (paymentId = 'pay') => (await harness.ledger.payment(account, paymentId))?.effects

test('a mint waits until its money is confirmed, and claims nothing before', async () => {
  expect(await claim(1)).toMatchObject({ state: 'waiting' })
  await state(1, credit({ value: 'mint', state: 'pending' }))
  expect(await claim(1)).toMatchObject({ state: 'waiting' })
  expect(await effects()).toEqual([])
  await state(2, toMint)
  expect(await claim(2)).toMatchObject({ state: 'claimed', key: `${account}:pay:mint` })
})

test('a mint waits while an operator holds the payment', async () => {
  await state(1, toMint)
  await state(2, word('hold'))
  expect(await claim(1)).toMatchObject({ state: 'waiting' })
  await state(3, word('release'))
  expect(await claim(1)).toMatchObject({ state: 'claimed' })
})

test('error: a payment that is credited is not minted as well', async () => {
  await state(1, credit())
  await expect(claim(1)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT', retryable: false })
  expect(await effects()).toEqual([])
})

test('error: a payment that is minted is not credited as well, unless its mint was skipped', async () => {
  await state(1, toMint)
  const { key } = await claim(1)
  await expect(state(1, credit())).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  await harness.ledger.finishEffect(key, 'skipped', {})
  expect(await state(1, credit())).toMatchObject({ transferId: expect.any(String) })
})

test('error: another wallet or amount for one mint is a contradiction', async () => {
  await state(1, toMint)
  await claim(1)
  const other = { content: '0xdef LTZ 10000' }
  await expect(claim(2, other)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  await expect(claim(2, { ...other, replaces: true })).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  await expect(claim(1, other)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  expect(await claim(2)).toMatchObject({ state: 'elsewhere' })
})

test('the event that claimed a mint may amend it until it is done', async () => {
  await state(1, toMint)
  const { key } = await claim(1)
  const amended = { content: '0xdef LTZ 10000', replaces: true } as const
  expect(await claim(1, amended)).toMatchObject({ state: 'claimed' })
  await expect(claim(1)).rejects.toMatchObject({ code: 'EFFECT_CONFLICT' })
  await harness.ledger.finishEffect(key, 'done', { txHash: '0x1' })
  await expect(claim(1, { content: '0xabc LTZ 1', replaces: true })).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
  })
})

test.each([
  ['refunded', refund('400')],
  ['disputed', dispute('opened')],
  ['charged back', dispute('lost', '300')],
])('error: a %s payment is not minted', async (_, fact) => {
  await state(1, toMint)
  expect(await state(2, fact)).toMatchObject({ problems: [], finished: true })
  await expect(claim(1)).rejects.toMatchObject({ code: 'REFUND_OF_MINTED', retryable: false })
  expect(await effects()).toEqual([])
})

test('a payment whose refund failed and whose dispute was won is minted', async () => {
  await state(1, toMint)
  await state(2, refund('400'))
  await state(3, failedRefund('re_1', '400'))
  await state(4, dispute('opened'))
  await state(5, dispute('won'))
  expect(await claim(1)).toMatchObject({ state: 'claimed' })
})

test.each([
  ['refund', refund('400')],
  ['open dispute', dispute('opened')],
  ['lost dispute', dispute('lost')],
])('a %s of a minted payment is its event’s problem until somebody has seen to it', async (_, fact) => {
  await state(1, toMint)
  await claim(1)
  const problem = { code: 'REFUND_OF_MINTED', message: expect.stringContaining(`${account}:pay:mint`) }
  expect(await state(2, fact)).toMatchObject({ problems: [problem], finished: false, transferId: null })
  expect(await state(1, toMint)).toMatchObject({ problems: [] })
  expect(await state(2, fact)).toMatchObject({ problems: [problem] })
  expect(await claim(1)).toMatchObject({ state: 'claimed' })
})

test('money that is gone after it was minted is a problem, until it is there again', async () => {
  await state(1, credit({ value: 'mint', block: '0xa' }))
  await claim(1)
  const { amount: _amount, asset: _asset, ...gone } = credit({ value: 'mint', state: 'gone', block: '0xa' })
  expect(await state(2, gone)).toMatchObject({
    problems: [{ code: 'REFUND_OF_MINTED', message: expect.stringContaining('its money is gone') }],
  })
  await state(3, credit({ value: 'mint', block: '0xb' }))
  expect(await state(2, gone)).toMatchObject({ problems: [] })
})

test('a claim and a refund at the same moment: exactly one of them is told of the other', async () => {
  const rounds = Array.from({ length: 20 }, async (_, round) => {
    const pay = { paymentId: `pay_${round}` }
    await state(100 + round, toMint, pay)
    const [claimed, refunded] = await Promise.all([
      claim(100 + round, pay).catch((error: { code: string }) => error.code),
      state(200 + round, refund('400'), pay),
    ])
    const told = refunded.problems.map(({ code }) => code)
    return claimed === 'REFUND_OF_MINTED' ? [claimed, ...told] : told
  })
  for (const told of await Promise.all(rounds)) expect(told).toEqual(['REFUND_OF_MINTED'])
})

test('a mint shows the newest transaction it is mined in, and keeps the rest of its result', async () => {
  await state(1, toMint)
  const { key } = await claim(1)
  await harness.ledger.finishEffect(key, 'done', { txHash: '0x1', mintId: '0xm' })
  await harness.ledger.finishEffect(key, 'done', { txHash: '0x2', mintId: '0xother' })
  expect(await claim(2)).toMatchObject({ state: 'done', result: { txHash: '0x2', mintId: '0xm' } })
  expect(await effects()).toMatchObject([{ effect: 'mint', key, state: 'done', txHash: '0x2' }])
})

const link: Fact = { type: 'link' }

test('a mint goes on under the name it was claimed by, whatever its payment is joined with', async () => {
  await state(1, link, { paymentId: 'session' })
  await state(2, toMint, { paymentId: 'intent' })
  const claimed = await claim(2, { paymentId: 'intent' })
  await state(3, link, { paymentId: 'session', refs: ['intent'] })
  expect(await claim(2, { paymentId: 'intent' })).toEqual(claimed)
  expect(await claim(3, { paymentId: 'session' })).toMatchObject({
    key: `${account}:intent:mint`,
    paymentId: 'intent',
    state: 'elsewhere',
  })
})

test('a mint that is done under one name is done under all', async () => {
  await state(1, toMint, { paymentId: 'session' })
  await state(2, toMint, { paymentId: 'intent' })
  const { key } = await claim(2, { paymentId: 'intent' })
  await harness.ledger.finishEffect(key, 'done', { txHash: '0x1' })
  await state(3, link, { paymentId: 'session', refs: ['intent'] })
  expect(await claim(1, { paymentId: 'session' })).toMatchObject({ state: 'done', result: { txHash: '0x1' } })
})

test('two payments with a mint each that turn out to be one: whoever joins them is told', async () => {
  await state(1, toMint, { paymentId: 'session' })
  await state(2, toMint, { paymentId: 'intent' })
  await claim(1, { paymentId: 'session' })
  await claim(2, { paymentId: 'intent' })
  const joining = () => state(3, link, { paymentId: 'session', refs: ['intent'] })
  const told = {
    problems: [{ code: 'EFFECT_CONFLICT', message: expect.stringContaining('two of its names') }],
  }
  expect(await joining()).toMatchObject(told)
  expect(await joining()).toMatchObject(told)
  await harness.ledger.finishEffect(`${account}:intent:mint`, 'skipped', {})
  expect(await joining()).toMatchObject({ problems: [], finished: true })
})
