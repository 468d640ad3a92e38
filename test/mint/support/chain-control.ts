import { type Address, encodeFunctionData, type Hex } from 'viem'
import { mnemonicToAccount } from 'viem/accounts'
import { expect } from 'vitest'
import { grantMinter } from '../../../src/chain/deploy-ltz.ts'
import { LTZ_ABI } from '../../../src/chain/ltz-abi.ts'
import type { MintChain } from '../../../src/mint/mint-chain.ts'
import { receiptOf, type TestChain } from '../../chain/support/test-chain.ts'
import type { Minting } from './minting.ts'

const admin = mnemonicToAccount('test test test test test test test test test test test junk')

/** Where anvil is told what happens. */
export type Controlled = Pick<TestChain, 'control'>

const request = (on: Controlled, method: string, params: readonly unknown[] = []): Promise<unknown> =>
  on.control.request({ method: method as never, params: params as never })

/** A signed transaction, and in which of the blocks that take the place of the undone ones it is mined: 0 for the first. */
export type Remined = readonly [raw: Hex, block: number]

export const reorg = (on: Controlled, depth: number, remined: readonly Remined[] = []): Promise<unknown> =>
  request(on, 'anvil_reorg', [depth, remined])

/** As it was signed. */
export const rawOf = async (on: Controlled, hash: Hex): Promise<Hex> =>
  (await request(on, 'eth_getRawTransactionByHash', [hash])) as Hex

/** Whatever waits is forgotten by the node. */
export const wipePool = (on: Controlled): Promise<unknown> => request(on, 'anvil_dropAllTransactions')

export const mine = (on: Controlled, blocks = 1): Promise<void> => on.control.mine({ blocks })

/** Nothing is mined any more unless a test says so. */
export const mineByHand = (on: Controlled): Promise<void> => on.control.setAutomine(false)

export const setBaseFee = (on: TestChain, wei: bigint): Promise<unknown> =>
  request(on, 'anvil_setNextBlockBaseFeePerGas', [`0x${wei.toString(16)}`])

export const setFunds = (on: TestChain, address: Address, value: bigint): Promise<void> =>
  on.control.setBalance({ address, value })

/** In a block of its own, now; whoever sends is taken for the key's holder. */
export const sendAs = async (
  on: TestChain,
  from: Address,
  to: Address,
  data: Hex,
  nonce?: number,
): Promise<void> => {
  const extra = nonce === undefined ? {} : { nonce: `0x${nonce.toString(16)}` }
  const hash = (await request(on, 'eth_sendTransaction', [{ from, to, data, ...extra }])) as Hex
  await mine(on)
  expect((await receiptOf(on, hash)).succeeded).toBe(true)
}

/** Most that one transaction, and one day, may mint. */
export const setCaps = (on: TestChain, transaction: bigint, day: bigint): Promise<void> =>
  sendAs(
    on,
    admin.address,
    on.contract,
    encodeFunctionData({ abi: LTZ_ABI, functionName: 'setCaps', args: [transaction, day] }),
  )

export const grantMinterTo = async (
  { nodes, chain, contract }: TestChain,
  minter: Address,
): Promise<void> => {
  const signer = { address: admin.address, sign: admin.signTransaction }
  await grantMinter(nodes, { chainId: chain.chainId, signer }, contract, minter)
}

/** The same outbox and key, but a chain some of whose answers are others. */
export const withChain = (minting: Minting, change: Partial<MintChain>): Minting => ({
  ...minting,
  pump: { ...minting.pump, chain: { ...minting.pump.chain, ...change } },
})

/** What a node says that took the bytes, and whose reply is lost. */
export const NO_REPLY = { type: 'unknown', reason: 'the reply is lost' } as const
