import { expect, test } from 'vitest'
import { createChainMinter } from '../../src/mint/chain-minter.ts'
import type { KeptMints, Minter, MintOrder } from '../../src/mint/minter.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand } from './support/chain-control.ts'
import { type Minting, newRequest, pumpUntilIdle, startMinting } from './support/minting.ts'

const on = useTestChain()
const LEFT_OUT = { code: 'MINT_REFUSED', message: 'an operator left it out' } as const

const begin = async (): Promise<{
  minting: Minting
  minter: Minter & { readonly kept: KeptMints }
  order: MintOrder
  wakes: number[]
}> => {
  const minting = await startMinting(on())
  const wakes: number[] = []
  const { id, to, chainId, contract, ...order } = newRequest()
  const minter = createChainMinter({
    outbox: minting.outbox,
    chainId,
    contract,
    mintIdOf: () => id,
    wakePump: async (attempt) => void wakes.push(attempt),
  })
  const { kept } = minter
  if (kept === undefined) expect.fail('mints are kept')
  return { minting, minter: { ...minter, kept }, order: { ...order, wallet: to }, wakes }
}

test('a mint is asked for, waited for, and told once it is safe; the pump is woken as long as it is under way', async () => {
  const { minting, minter, order, wakes } = await begin()
  expect(await minter.kept.explain(order)).toBe('it is not asked for yet')
  expect(await minter.mint(order, 1)).toMatchObject({
    state: 'waiting',
    because: expect.stringContaining('requested'),
  })
  await pumpUntilIdle(minting, on())
  expect(await minter.mint(order, 2)).toMatchObject({ state: 'minted', txHash: expect.stringMatching(/^0x/) })
  expect(wakes).toEqual([1])
})

test('a mint in no transaction can be sent elsewhere, left out, and asked for again', async () => {
  const { minting, minter, order } = await begin()
  await minter.mint(order, 1)
  const elsewhere = { ...order, wallet: newRequest().to }
  await minter.kept.amend(elsewhere)
  await minter.kept.amend(elsewhere)
  await minter.kept.withdraw(elsewhere, LEFT_OUT)
  expect((await pumpPass(minting.pump)).requested).toBe(0)
  await expect(minter.mint(elsewhere, 2)).rejects.toMatchObject({ code: 'MINT_REFUSED', retryable: false })
  await minter.kept.resume(elsewhere)
  await pumpUntilIdle(minting, on())
  expect(await minter.mint(elsewhere, 3)).toMatchObject({ state: 'minted' })
})

test('error: what a transaction carries can neither be left out nor sent elsewhere', async () => {
  const { minting, minter, order } = await begin()
  await mineByHand(on())
  await minter.mint(order, 1)
  await pumpPass(minting.pump)
  const out = {
    code: 'INVALID_DECISION',
    message: expect.stringContaining('a transaction that carries it is out'),
  }
  await expect(minter.kept.withdraw(order, LEFT_OUT)).rejects.toMatchObject(out)
  await expect(minter.kept.amend({ ...order, wallet: newRequest().to })).rejects.toMatchObject(out)
  await mine(on())
  await pumpUntilIdle(minting, on())
  expect(await minter.mint(order, 2)).toMatchObject({ state: 'minted' })
})

test('error: the same payment to another wallet is a contradiction', async () => {
  const { minter, order } = await begin()
  await minter.mint(order, 1)
  await expect(minter.mint({ ...order, wallet: newRequest().to }, 1)).rejects.toMatchObject({
    code: 'EFFECT_CONFLICT',
  })
})

test('what was never asked for can be resumed, sent elsewhere and left out without harm', async () => {
  const { minting, minter, order } = await begin()
  await minter.kept.resume(order)
  await minter.kept.amend(order)
  await minter.kept.withdraw(order, LEFT_OUT)
  expect(await minting.outbox.tally(on().chain.chainId)).toEqual([])
})
