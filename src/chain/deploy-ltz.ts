import {
  type Address,
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
} from 'viem'
import { offerFees } from './fees.ts'
import { landTransaction } from './land-transaction.ts'
import { LTZ_ABI } from './ltz-abi.ts'
import { askAny, type Nodes } from './nodes.ts'
import { readFeeMarket, readNonce } from './read-signer.ts'
import type { Signer } from './signer.ts'

/** What one transaction, and one day of UTC, may mint at most; in minor units of LTZ. */
export interface Caps {
  readonly transaction: bigint
  readonly day: bigint
}

const LTZ = 10n ** 18n

/** At 1,000 LTZ a dollar: $10,000 a transaction, $100,000 a day. */
export const DEFAULT_CAPS: Caps = { transaction: 10_000_000n * LTZ, day: 100_000_000n * LTZ }

interface Sender {
  readonly chainId: number
  /** Pays for gas; of a deployment, becomes admin and may change the caps. */
  readonly signer: Signer
}

interface OwnTransaction {
  readonly to?: Address
  readonly data: Hex
  readonly gas: bigint
}

const ANY_FEE = 10n ** 18n
const DEPLOYMENT_GAS = 4_000_000n
const GRANT_GAS = 100_000n

/**
 * Puts the contract on the chain and returns its address. Each call deploys another one.
 * @throws FulfilmentError SIGNER_UNFUNDED (final), CHAIN_UNAVAILABLE (retryable)
 */
export const deployLtz = async (
  nodes: Nodes,
  sender: Sender,
  bytecode: Hex,
  caps: Caps = DEFAULT_CAPS,
): Promise<Address> => {
  const { address: admin } = sender.signer
  const nonce = await readNonce(nodes, admin, 'latest')
  const settings = encodeAbiParameters(
    [{ type: 'address' }, { type: 'uint128' }, { type: 'uint128' }],
    [admin, caps.transaction, caps.day],
  )
  await land(nodes, sender, nonce, { data: concat([bytecode, settings]), gas: DEPLOYMENT_GAS })
  return getContractAddress({ from: admin, nonce: BigInt(nonce) })
}

/**
 * Lets an address mint, unless it may already.
 * @throws FulfilmentError SIGNER_UNFUNDED (final), CHAIN_UNAVAILABLE (retryable)
 */
export const grantMinter = async (
  nodes: Nodes,
  sender: Sender,
  contract: Address,
  minter: Address,
): Promise<void> => {
  const held = await askAny(nodes, async (node) => {
    const [address, abi] = [contract, LTZ_ABI]
    const role = await node.readContract({ address, abi, functionName: 'MINTER_ROLE' })
    return {
      role,
      held: await node.readContract({ address, abi, functionName: 'hasRole', args: [role, minter] }),
    }
  })
  if (held.held) return
  const data = encodeFunctionData({ abi: LTZ_ABI, functionName: 'grantRole', args: [held.role, minter] })
  const nonce = await readNonce(nodes, sender.signer.address, 'latest')
  await land(nodes, sender, nonce, { to: contract, data, gas: GRANT_GAS })
}

const land = async (
  nodes: Nodes,
  { chainId, signer }: Sender,
  nonce: number,
  transaction: OwnTransaction,
): Promise<void> => {
  const fees = offerFees(await readFeeMarket(nodes), ANY_FEE)
  const raw = await signer.sign({ type: 'eip1559', chainId, nonce, ...transaction, ...fees })
  const { succeeded, hash } = await landTransaction(nodes, raw, keccak256(raw))
  if (!succeeded)
    throw new Error(`${hash} was mined, but reverted: is ${signer.address} admin of the contract?`)
}
