import { encodeFunctionData, keccak256, toHex, zeroAddress } from 'viem'
import { expect, test } from 'vitest'
import { DEFAULT_CAPS } from '../../src/chain/deploy-ltz.ts'
import { LTZ_ABI } from '../../src/chain/ltz-abi.ts'
import {
  encodeMints,
  gasLimitOf,
  MAX_BATCH,
  mintCommitment,
  type TokenMint,
} from '../../src/chain/mint-call.ts'
import { mintOutcomes } from '../../src/chain/mint-outcomes.ts'
import type { Receipt } from '../../src/chain/observe-receipt.ts'
import { createSigner } from '../../src/chain/signer.ts'
import { mint, newMint, receiptOf, signCall, signMints, useTestChain } from './support/test-chain.ts'

const on = useTestChain()
const LTZ = 10n ** 18n

const outcomesOf = (receipt: Receipt, mints: readonly TokenMint[]) => {
  const outcomes = mintOutcomes(on().contract, receipt.logs)
  return mints.map(({ id }) => outcomes.get(id))
}
const balanceOf = ({ to }: Pick<TokenMint, 'to'>) =>
  on().control.readContract({ address: on().contract, abi: LTZ_ABI, functionName: 'balanceOf', args: [to] })
const commitmentOf = ({ id }: TokenMint) =>
  on().control.readContract({ address: on().contract, abi: LTZ_ABI, functionName: 'minted', args: [id] })

test('a mint reaches its wallet, and its id says for whom and how much', async () => {
  const one = newMint()
  const receipt = await mint(on(), [one])
  expect(outcomesOf(receipt, [one])).toEqual(['minted'])
  expect(await balanceOf(one)).toBe(one.amount)
  expect(await commitmentOf(one)).toBe(mintCommitment(one))
})

test('the same id again mints nothing and says so', async () => {
  const one = newMint()
  await mint(on(), [one])
  expect(outcomesOf(await mint(on(), [one]), [one])).toEqual(['skipped'])
  expect(await balanceOf(one)).toBe(one.amount)
})

test.each([
  ['another amount', () => ({ amount: 11n * LTZ })],
  ['another wallet', () => ({ to: newMint().to })],
  ['no wallet', () => ({ to: zeroAddress })],
  ['no amount', () => ({ amount: 0n })],
])('a used id with %s mints nothing and says that it is a conflict', async (_, change) => {
  const one = newMint()
  await mint(on(), [one])
  const other = { ...one, ...change() }
  expect(outcomesOf(await mint(on(), [other]), [other])).toEqual(['conflict'])
  expect(await balanceOf(one)).toBe(one.amount)
  expect(await commitmentOf(one)).toBe(mintCommitment(one))
})

test.each([
  ['the zero address', { to: zeroAddress }],
  ['an amount of zero', { amount: 0n }],
])('%s is refused without a revert, and the id stays free', async (_, change) => {
  const wrong = newMint(change)
  const receipt = await mint(on(), [wrong])
  expect(receipt.succeeded).toBe(true)
  expect(outcomesOf(receipt, [wrong])).toEqual(['refused'])
  const right = { ...newMint(), id: wrong.id }
  expect(outcomesOf(await mint(on(), [right]), [right])).toEqual(['minted'])
})

test('a batch of 100 with duplicates, conflicts and refusals in it mints all the others', async () => {
  const before = newMint()
  await mint(on(), [before])
  const supply = await on().chain.readTotalSupply('latest')
  const good = Array.from({ length: 92 }, () => newMint())
  const twice = newMint()
  const batch = [
    ...good.slice(0, 46),
    before,
    { ...before, amount: 1n },
    twice,
    twice,
    { ...twice, to: newMint().to },
    newMint({ to: zeroAddress }),
    newMint({ amount: 0n }),
    ...good.slice(46),
    newMint({ to: on().contract }),
  ]
  const receipt = await mint(on(), batch)
  expect(batch).toHaveLength(MAX_BATCH)
  expect(receipt.succeeded).toBe(true)
  expect(outcomesOf(receipt, good)).toEqual(good.map(() => 'minted'))
  for (const one of [...good, twice, before]) expect(await balanceOf(one)).toBe(one.amount)
  expect((await on().chain.readTotalSupply('latest')) - supply).toBe(94n * 10n * LTZ)
})

test('in a batch each id keeps its own outcome', async () => {
  const [minted, known, refused] = [newMint(), newMint(), newMint({ amount: 0n })]
  await mint(on(), [known])
  const clashing = newMint()
  await mint(on(), [clashing])
  const batch = [minted, known, { ...clashing, amount: 5n }, refused]
  expect(outcomesOf(await mint(on(), batch), batch)).toEqual(['minted', 'skipped', 'conflict', 'refused'])
})

test('only a minter mints', async () => {
  const stranger = createSigner(keccak256(toHex('a stranger')))
  const data = encodeMints([newMint()])
  const { chain, contract } = on()
  expect(await chain.simulate({ from: stranger.address, to: contract, data })).toEqual({
    type: 'reverts',
    reason: { type: 'not-a-minter' },
  })
})

test('a minter may not change the caps', async () => {
  const data = encodeFunctionData({ abi: LTZ_ABI, functionName: 'setCaps', args: [1n, 1n] })
  const { hash, raw } = await signCall(on(), data, 100_000n)
  await on().chain.broadcast(raw)
  expect((await receiptOf(on(), hash)).succeeded).toBe(false)
})

test('error: lists of different lengths are refused', async () => {
  const { id, to } = newMint()
  const data = encodeFunctionData({ abi: LTZ_ABI, functionName: 'mintBatch', args: [[id], [to], []] })
  const { chain, minter, contract } = on()
  const simulation = await chain.simulate({ from: minter.address, to: contract, data })
  expect(simulation).toMatchObject({ type: 'reverts', reason: { type: 'other' } })
})

test('the caps of a new contract are the default ones', async () => {
  const address = on().contract
  const cap = (functionName: 'transactionCap' | 'dayCap') =>
    on().control.readContract({ address, abi: LTZ_ABI, functionName })
  expect({ transaction: await cap('transactionCap'), day: await cap('dayCap') }).toEqual(DEFAULT_CAPS)
})

test('a call is the same bytes for the same mints', () => {
  const batch = [newMint(), newMint()]
  expect(encodeMints(batch)).toBe(encodeMints(batch.map((one) => ({ ...one }))))
  expect(gasLimitOf(batch)).toBeLessThan(gasLimitOf([...batch, newMint()]))
})

test.each([0, MAX_BATCH + 1])('error: a call of %i mints is not made', (length) => {
  expect(() => encodeMints(Array.from({ length }, () => newMint()))).toThrow('1 to 100')
})

test('a signature is the same bytes each time, so that nothing depends on when it was made', async () => {
  const mints = [newMint()]
  expect(await signMints(on(), mints)).toEqual(await signMints(on(), mints))
})
