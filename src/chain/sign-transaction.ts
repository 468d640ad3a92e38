import { type Address, type Hex, keccak256 } from 'viem'
import type { Fees } from './fees.ts'
import type { Signer } from './signer.ts'

/** Everything of a transaction that stays the same through all attempts of its nonce. */
export interface Payload {
  readonly chainId: number
  readonly nonce: number
  readonly to: Address
  readonly data: Hex
  readonly gasLimit: bigint
}

export interface SignedTransaction {
  /** To be stored before it is sent, and sent unchanged for as long as it takes. */
  readonly raw: Hex
  readonly hash: Hex
}

export const signTransaction = async (
  signer: Signer,
  { chainId, nonce, to, data, gasLimit: gas }: Payload,
  fees: Fees,
): Promise<SignedTransaction> => {
  const raw = await signer.sign({ type: 'eip1559', chainId, nonce, to, data, gas, value: 0n, ...fees })
  return { raw, hash: keccak256(raw) }
}

const TRANSFER_GAS = 21_000n

/** Spends a nonce on nothing: what frees the mints of a transaction that must not be mined any more. */
export const noopPayload = (signer: Signer, chainId: number, nonce: number): Payload => ({
  chainId,
  nonce,
  to: signer.address,
  data: '0x',
  gasLimit: TRANSFER_GAS,
})
