import { type Address, createTestClient, type Hex, http, keccak256, publicActions, toHex } from 'viem'
import { generatePrivateKey, mnemonicToAccount, privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, vi } from 'vitest'
import { type Chain, createChain } from '../../../src/chain/chain.ts'
import { grantMinter } from '../../../src/chain/deploy-ltz.ts'
import { offerFees } from '../../../src/chain/fees.ts'
import { encodeMints, gasLimitOf, type TokenMint } from '../../../src/chain/mint-call.ts'
import { createNodes, type Nodes } from '../../../src/chain/nodes.ts'
import type { Receipt } from '../../../src/chain/observe-receipt.ts'
import { type SignedTransaction, signTransaction } from '../../../src/chain/sign-transaction.ts'
import { createSigner, type Signer } from '../../../src/chain/signer.ts'
import { startAnvil } from '../../../src/stack/anvil.ts'
import { makeScratchFolder, removeScratchFolder } from '../../support/scratch-folder.ts'

/** A real chain for one test file: a block for each transaction, at once, unless a test mines by hand. */
export interface TestChain {
  readonly chain: Chain
  readonly nodes: Nodes
  readonly rpcUrl: string
  readonly contract: Address
  /** Nobody else's: the pump of a signer is one workflow, and all test files share a Temporal server. */
  readonly minter: Signer
  readonly minterKey: Hex
  /** Anvil's own methods: reorgs, emptied pools, clocks. */
  readonly control: ReturnType<typeof controlOf>
  /** Of its process, which a test may halt. */
  readonly pid: number
}

export const controlOf = (rpcUrl: string) =>
  createTestClient({ mode: 'anvil', transport: http(rpcUrl), cacheTime: 0 }).extend(publicActions)

const ETHER = 10n ** 18n

/** Who deployed the contract. */
const admin = mnemonicToAccount('test test test test test test test test test test test junk')

const start = async (dataDir: string): Promise<TestChain & { stop: () => Promise<void> }> => {
  const { rpcUrl, chainId, contractAddress, pid, stop } = await startAnvil({ dataDir, blockTimeS: 0 })
  const nodes = createNodes([rpcUrl])
  const control = controlOf(rpcUrl)
  const minterKey = generatePrivateKey()
  const minter = createSigner(minterKey)
  await control.setBalance({ address: minter.address, value: 10_000n * ETHER })
  // For tests in which somebody else has its key.
  await control.impersonateAccount({ address: minter.address })
  const signer = { address: admin.address, sign: admin.signTransaction }
  await grantMinter(nodes, { chainId, signer }, contractAddress, minter.address)
  return {
    chain: createChain({ rpcUrls: [rpcUrl], chainId, contract: contractAddress }),
    nodes,
    rpcUrl,
    contract: contractAddress,
    minter,
    minterKey,
    control,
    pid,
    stop,
  }
}

/** Starts a chain for the file that calls this, and stops it at its end. */
export const useTestChain = (): (() => TestChain) => {
  const folder = makeScratchFolder()
  let running: Awaited<ReturnType<typeof start>> | undefined
  beforeAll(async () => {
    running = await start(folder)
  })
  afterAll(async () => {
    await running?.stop()
    removeScratchFolder(folder)
  })
  return () => running ?? raise('the chain is not running')
}

const raise = (message: string): never => {
  throw new Error(message)
}

let count = 0
/** A mint nobody else has: its own id, its own wallet, 10 LTZ. */
export const newMint = (change: Partial<TokenMint> = {}): TokenMint => {
  count += 1
  const to = privateKeyToAccount(generatePrivateKey()).address
  return { id: keccak256(toHex(`${process.pid}-${count}`)), to, amount: 10n * ETHER, ...change }
}

/** Signed with the next nonce and sound fees, and not sent. */
export const signCall = async (
  { chain, minter, contract }: TestChain,
  data: Hex,
  gasLimit: bigint,
  nonceAhead = 0,
): Promise<SignedTransaction> => {
  const nonce = (await chain.readNonce(minter.address, 'latest')) + nonceAhead
  const fees = offerFees(await chain.readFeeMarket(), ETHER)
  return signTransaction(minter, { chainId: chain.chainId, nonce, to: contract, data, gasLimit }, fees)
}

export const signMints = (on: TestChain, mints: readonly TokenMint[], nonceAhead = 0) =>
  signCall(on, encodeMints(mints), gasLimitOf(mints), nonceAhead)

/** Even at once takes a moment: the reply to sending comes before the block. */
export const receiptOf = ({ chain }: TestChain, hash: Hex): Promise<Receipt> =>
  vi.waitFor(
    async () => {
      const observed = (await chain.observeTransactions([hash])).get(hash)
      return observed?.type === 'mined' ? observed.receipt : raise(`${hash} is ${observed?.type}`)
    },
    { timeout: 5_000, interval: 10 },
  )

/** Signs, sends, and returns the receipt. */
export const mint = async (on: TestChain, mints: readonly TokenMint[]): Promise<Receipt> => {
  const { raw, hash } = await signMints(on, mints)
  const sent = await on.chain.broadcast(raw)
  if (sent.type !== 'accepted') raise(`not sent: ${JSON.stringify(sent)}`)
  return receiptOf(on, hash)
}
