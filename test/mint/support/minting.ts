import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type Hex, parseAbi } from 'viem'
import { expect, onTestFinished } from 'vitest'
import { createChain } from '../../../src/chain/chain.ts'
import { mintIdOf } from '../../../src/chain/mint-call.ts'
import { createMintChain, createMintSigner } from '../../../src/chain/mint-chain.ts'
import type { Mint, MintRequest, MintStatus } from '../../../src/mint/mint.ts'
import { createMintOutbox, type MintOutbox } from '../../../src/mint/outbox.ts'
import { type Pump, type PumpReport, pumpPass } from '../../../src/mint/pump-pass.ts'
import { newMint, type TestChain } from '../../chain/support/test-chain.ts'
import { createTestDatabase } from '../../support/database.ts'
import { createPool } from './pool.ts'

export const LTZ = 10n ** 18n
export const FEE_CAP = 500n * 10n ** 9n

export interface Minting {
  readonly url: string
  readonly pool: pg.Pool
  readonly outbox: MintOutbox
  readonly pump: Pump
  readonly signer: { readonly chainId: number; readonly address: Hex }
}

/** An outbox in a database of its own, and the pump between it and the chain; both for one test. */
export const startMinting = async (on: TestChain, { contract = on.contract } = {}): Promise<Minting> => {
  const database = await createTestDatabase()
  const pool = createPool(database.url)
  onTestFinished(async () => {
    await pool.end()
    await database.drop()
    await on.control.request({ method: 'anvil_dropAllTransactions' as never })
    await on.control.setAutomine(true)
  })
  const outbox = createMintOutbox(pool)
  const address = on.minter.address.toLowerCase() as Hex
  const { chainId } = on.chain
  const chain = createMintChain(createChain({ rpcUrls: [on.rpcUrl], chainId, contract }), FEE_CAP)
  return {
    url: database.url,
    pool,
    outbox,
    pump: { outbox, chain, signer: createMintSigner(on.minter) },
    signer: { chainId, address },
  }
}

/** Where every new chain has LTZ: anvil's first account deploys it, and nothing before. */
const CONTRACT: Hex = '0x5fbdb2315678afecb367f032d93f642f64180aa3'

/** A payment nobody else has, to a wallet of its own. */
export const newRequest = (change: Partial<MintRequest> = {}): MintRequest => {
  const payment = { account: 'shop', paymentId: `pi_${randomUUID()}` }
  const token = { chainId: 1868, contract: CONTRACT, asset: 'LTZ' }
  return { ...newMint(), id: mintIdOf(payment), ...payment, ...token, ...change }
}

export const newRequests = (count: number, change: Partial<MintRequest> = {}): MintRequest[] =>
  Array.from({ length: count }, () => newRequest(change))

export const requestAll = (minting: Minting, requests: readonly MintRequest[]): Promise<readonly Mint[]> =>
  Promise.all(requests.map((request) => minting.outbox.requestMint(request)))

export const statusOf = async ({ outbox }: Minting, { id }: { id: Hex }): Promise<MintStatus | undefined> =>
  (await outbox.mint(id))?.status

/** Passes, with blocks between them, until nothing is left to do for the signer. */
export const pumpUntilIdle = async (minting: Minting, on: TestChain, passes = 60): Promise<PumpReport> => {
  for (let pass = 1; pass <= passes; pass += 1) {
    const report = await pumpPass(minting.pump)
    if (report.requested + report.waiting + report.watched === 0) return report
    await on.control.mine({ blocks: 1 })
  }
  expect.fail(`not idle after ${passes} passes`)
}

const TOKEN = parseAbi(['function balanceOf(address) view returns (uint256)'])

const balanceOf = ({ control }: TestChain, address: Hex, wallet: Hex): Promise<bigint> =>
  control.readContract({ address, abi: TOKEN, functionName: 'balanceOf', args: [wallet] })

export interface Comparison {
  readonly doubled: number
  readonly missing: number
}

/** Every wallet against what was asked for it. Wallets are used once. */
export const compareBalances = async (
  on: TestChain,
  requests: readonly MintRequest[],
  contract = on.contract,
): Promise<Comparison> => {
  const balances = await Promise.all(requests.map(({ to }) => balanceOf(on, contract, to)))
  const differs = (is: (balance: bigint, wanted: bigint) => boolean): number =>
    balances.filter((balance, i) => is(balance, requests[i]?.amount ?? 0n)).length
  return { doubled: differs((has, wanted) => has > wanted), missing: differs((has, wanted) => has < wanted) }
}

/** What the outbox holds for final, in minor units. */
export const finalAmount = async ({ outbox, signer }: Minting): Promise<bigint> => {
  const tally = await outbox.tally(signer.chainId)
  return tally.filter(({ status }) => status === 'final').reduce((sum, { amount }) => sum + amount, 0n)
}
