import { encodeFunctionData } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { beforeEach, expect, test } from 'vitest'
import { LTZ_ABI } from '../../src/chain/ltz-abi.ts'
import { encodeMints } from '../../src/chain/mint-call.ts'
import { mint, newMint, receiptOf, signMints, useTestChain } from './support/test-chain.ts'

const on = useTestChain()
const admin = mnemonicToAccount('test test test test test test test test test test test junk')
const DAY_S = 86_400n

const setCaps = async (transaction: bigint, day: bigint): Promise<void> => {
  const data = encodeFunctionData({ abi: LTZ_ABI, functionName: 'setCaps', args: [transaction, day] })
  const { control, contract } = on()
  const hash = await control.request({
    method: 'eth_sendTransaction' as never,
    params: [{ from: admin.address, to: contract, data }] as never,
  })
  expect((await receiptOf(on(), hash)).succeeded).toBe(true)
}

const simulate = (amounts: readonly bigint[]) => {
  const data = encodeMints(amounts.map((amount) => newMint({ amount })))
  return on().chain.simulate({ from: on().minter.address, to: on().contract, data })
}

/** The first second of the next day of UTC: nothing is minted in it yet. */
beforeEach(async () => {
  const { timestamp } = await on().control.getBlock()
  await on().control.setNextBlockTimestamp({ timestamp: (timestamp / DAY_S + 1n) * DAY_S })
  await setCaps(100n, 250n)
})

test('a transaction up to the cap passes, one above it is reverted with the cap in the reason', async () => {
  expect(await simulate([60n, 40n])).toEqual({ type: 'passes' })
  const reason = { type: 'transaction-cap', cap: 100n, wanted: 101n }
  expect(await simulate([60n, 41n])).toEqual({ type: 'reverts', reason })
  expect(await simulate([101n])).toEqual({ type: 'reverts', reason })
})

test('a batch over the cap mints nothing at all', async () => {
  const batch = [newMint({ amount: 60n }), newMint({ amount: 60n })]
  const supply = await on().chain.readTotalSupply('latest')
  const { raw, hash } = await signMints(on(), batch)
  await on().chain.broadcast(raw)
  expect((await receiptOf(on(), hash)).succeeded).toBe(false)
  expect(await on().chain.readTotalSupply('latest')).toBe(supply)
  for (const one of batch) expect(await on().chain.observeMint(one, 'latest')).toEqual({ type: 'open' })
})

test('the cap of a day counts all transactions of that day, and starts anew with the next', async () => {
  await mint(on(), [newMint({ amount: 100n })])
  await mint(on(), [newMint({ amount: 100n })])
  const reason = { type: 'day-cap', cap: 250n, wanted: 251n }
  expect(await simulate([51n])).toEqual({ type: 'reverts', reason })
  expect(await simulate([50n])).toEqual({ type: 'passes' })
  await on().control.increaseTime({ seconds: Number(DAY_S) })
  await on().control.mine({ blocks: 1 })
  expect(await simulate([100n])).toEqual({ type: 'passes' })
})

test('what was minted before does not count again', async () => {
  const known = newMint({ amount: 100n })
  await mint(on(), [known])
  const batch = encodeMints([known, newMint({ amount: 100n })])
  const { chain, minter, contract } = on()
  expect(await chain.simulate({ from: minter.address, to: contract, data: batch })).toEqual({
    type: 'passes',
  })
})

test.each([
  ['the largest number there is', [2n ** 256n - 1n]],
  ['amounts whose sum overflows', [100n, 2n ** 256n - 1n]],
])('%s is over the cap, and no arithmetic fault', async (_, amounts) => {
  expect(await simulate(amounts)).toMatchObject({ type: 'reverts', reason: { type: 'transaction-cap' } })
})

test('lowered below what was minted today, the cap lets nothing more through', async () => {
  await mint(on(), [newMint({ amount: 100n })])
  await setCaps(100n, 50n)
  expect(await simulate([1n])).toMatchObject({ type: 'reverts', reason: { type: 'day-cap', wanted: 101n } })
})

test('caps of zero stop all minting', async () => {
  await setCaps(0n, 0n)
  expect(await simulate([1n])).toMatchObject({ type: 'reverts', reason: { type: 'transaction-cap' } })
})
