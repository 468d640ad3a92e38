import { expect, test } from 'vitest'
import { gasLimitOf, type TokenMint } from '../../src/chain/mint-call.ts'
import { mint, newMint, useTestChain } from './support/test-chain.ts'

const on = useTestChain()

/** EIP-7825: no transaction may use more. */
const GAS_OF_A_TRANSACTION = 16_777_216n

const gasOf = async (mints: readonly TokenMint[]): Promise<bigint> => (await mint(on(), mints)).gasUsed

test('gas stays below its limits, whatever a batch contains', async () => {
  await mint(on(), [newMint()])
  const once = newMint()
  const several = (length: number) => Array.from({ length }, () => newMint())
  const full = several(100)
  const figures = {
    'mintOnce, new wallet': [await gasOf([once]), gasLimitOf([once])],
    'mintOnce, known wallet': [await gasOf([newMint({ to: once.to })]), gasLimitOf([once])],
    'mintOnce, skipped': [await gasOf([once]), gasLimitOf([once])],
    'mintBatch of 2': [await gasOf(several(2)), gasLimitOf(several(2))],
    'mintBatch of 10': [await gasOf(several(10)), gasLimitOf(several(10))],
    'mintBatch of 100': [await gasOf(full), gasLimitOf(full)],
    'mintBatch of 100, all skipped': [await gasOf(full), gasLimitOf(full)],
    'mintBatch of 100, all in conflict': [
      await gasOf(full.map((one) => ({ ...one, amount: 1n }))),
      gasLimitOf(full),
    ],
  } as const
  console.table(
    Object.fromEntries(
      Object.entries(figures).map(([what, [gas, limit]]) => [
        what,
        { gas: String(gas), limit: String(limit) },
      ]),
    ),
  )
  for (const [gas, limit] of Object.values(figures)) {
    expect(gas * 5n).toBeLessThan(limit * 4n)
    expect(limit).toBeLessThan(GAS_OF_A_TRANSACTION)
  }
})
