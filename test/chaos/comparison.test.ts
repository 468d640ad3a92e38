import { expect, test } from 'vitest'
import { createLedger } from '../../src/ledger/ledger.ts'
import { mint, newMint, useTestChain } from '../chain/support/test-chain.ts'
import { credit, statement } from '../ledger/statements.ts'
import { mine } from '../mint/support/chain-control.ts'
import { type Minting, startMinting } from '../mint/support/minting.ts'
import { type Comparison, compare } from './support/comparison.ts'
import type { ChaosPayment } from './support/payments.ts'

const on = useTestChain()

const FINAL = 8

const compareWith = async ({ pool }: Minting, payments: readonly ChaosPayment[]): Promise<Comparison> => {
  await mine(on(), FINAL)
  return compare({ pool, chain: on() }, payments)
}

const asked = (wallet: `0x${string}`, amount: bigint): ChaosPayment => ({
  webhooks: [],
  mint: { paymentId: 'pi_1', wallet, amount },
})

test('a wallet that got its tokens twice is doubled, and the supply says so too', async () => {
  const minting = await startMinting(on())
  const { to, amount } = newMint()
  await mint(on(), [newMint({ to, amount })])
  const once = await compareWith(minting, [asked(to, amount)])
  expect(once).toMatchObject({ doubled: 0, missing: 0 })
  await mint(on(), [newMint({ to, amount })])
  const twice = await compareWith(minting, [asked(to, amount)])
  expect(twice).toMatchObject({ doubled: 1, missing: 0, onChain: once.onChain + amount })
})

test('a wallet that got nothing is missing, and its mint has no proof', async () => {
  const minting = await startMinting(on())
  const { to, amount } = newMint()
  const compared = await compareWith(minting, [asked(to, amount)])
  expect(compared).toMatchObject({
    missing: 1,
    asked: amount,
    mints: 1,
    proven: 0,
    inLedger: 0n,
    inOutbox: 0n,
  })
})

test('an owner who has more or less than was paid is named', async () => {
  const minting = await startMinting(on())
  const paid = statement('shop', 1, credit({ amount: '1000' }))
  await createLedger(minting.pool).stateFact(paid, { finish: false, workflowId: 'shop:evt_1' })
  const owed = (owner: string, amount: bigint): ChaosPayment => ({
    webhooks: [],
    credit: { owner, asset: 'USD', amount },
  })
  expect((await compareWith(minting, [owed('user:shop', 1_000n)])).wrongBalances).toEqual([])
  const { wrongBalances } = await compareWith(minting, [owed('user:shop', 900n), owed('user:poor', 5n)])
  expect(wrongBalances).toEqual([
    'user:shop USD available: 1000 instead of 900',
    'user:poor USD available: 0 instead of 5',
  ])
})
