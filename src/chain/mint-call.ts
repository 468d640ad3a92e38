import { type Address, encodeAbiParameters, encodeFunctionData, type Hex, keccak256, toHex } from 'viem'
import { LTZ_ABI } from './ltz-abi.ts'

/** Tokens for one payment. */
export interface TokenMint {
  readonly id: Hex
  readonly to: Address
  readonly amount: bigint
}

/** Beyond this a batch saves no more gas, and takes longer to land. */
export const MAX_BATCH = 100

/** Measured: 87 k for one, 51 k each in a batch of 100 (test/chain/gas.test.ts); the rest is room for dearer opcodes. */
const SINGLE_GAS = 130_000n
const BATCH_BASE_GAS = 80_000n
const BATCH_GAS_EACH = 70_000n

/** The id under which the contract mints for a payment, once. */
export const mintIdOf = (payment: { readonly account: string; readonly paymentId: string }): Hex =>
  keccak256(toHex(`ltz:v1|${payment.account}|${payment.paymentId}`))

/** What the contract stores under a used id. */
export const mintCommitment = ({ to, amount }: Pick<TokenMint, 'to' | 'amount'>): Hex =>
  keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [to, amount]))

/** The call that mints all of these, always the same bytes for the same mints in the same order. */
export const encodeMints = (mints: readonly TokenMint[]): Hex => {
  const [only, ...others] = mints
  if (!only || mints.length > MAX_BATCH)
    throw new RangeError(`a transaction mints 1 to ${MAX_BATCH} times, not ${mints.length}`)
  if (others.length === 0)
    return encodeFunctionData({
      abi: LTZ_ABI,
      functionName: 'mintOnce',
      args: [only.id, only.to, only.amount],
    })
  return encodeFunctionData({
    abi: LTZ_ABI,
    functionName: 'mintBatch',
    args: [mints.map(({ id }) => id), mints.map(({ to }) => to), mints.map(({ amount }) => amount)],
  })
}

/** A limit, not an estimate: estimates need a node, and are wrong while earlier transactions wait. */
export const gasLimitOf = (mints: readonly TokenMint[]): bigint =>
  mints.length === 1 ? SINGLE_GAS : BATCH_BASE_GAS + BATCH_GAS_EACH * BigInt(mints.length)
