import { z } from 'zod'
import { ERROR_CODES, type Problem } from '../domain/errors.ts'

export type Hex = `0x${string}`

/** Tokens for one payment, as the contract knows them. */
export interface TokenMint {
  readonly id: Hex
  readonly to: Hex
  readonly amount: bigint
  /** The contract that mints it; lower case once it is kept. */
  readonly contract: Hex
}

export interface MintRequest extends TokenMint {
  readonly chainId: number
  readonly account: string
  readonly paymentId: string
  readonly asset: string
}

export const MINT_STATUSES = [
  /** In no transaction, or in none any more. */
  'requested',
  /** Bound to a nonce; its transaction may be mined any time. */
  'reserved',
  /** The chain shows it, but may still take it back. */
  'mined',
  'safe',
  'final',
  /** The chain has its id for another wallet or amount. */
  'conflict',
  /** Waits for a person. */
  'parked',
] as const

export type MintStatus = (typeof MINT_STATUSES)[number]

export interface Mint extends MintRequest {
  readonly status: MintStatus
  /** What holds it up: its own trouble, or its signer's. */
  readonly problem: Problem | undefined
  /** Of the transaction that shows it; undefined while none does. */
  readonly txHash: Hex | undefined
  readonly block: bigint | undefined
}

export const hex = z.custom<Hex>((value) => typeof value === 'string' && /^0x[0-9a-f]*$/.test(value))
/** Postgres gives what does not fit a double as text. */
export const integer = z.union([z.string(), z.number()]).transform(BigInt)

export const tokenMintRow = z.object({ id: hex, to: hex, amount: integer, contract: hex })

export const mintRow = tokenMintRow
  .extend({
    chainId: integer.transform(Number),
    account: z.string(),
    paymentId: z.string(),
    asset: z.string(),
    status: z.enum(MINT_STATUSES),
    problemCode: z.enum(ERROR_CODES).nullable(),
    problemMessage: z.string().nullable(),
    txHash: hex.nullable(),
    block: integer.nullable(),
  })
  .transform(({ problemCode, problemMessage, txHash, block, ...row }): Mint => {
    const problem =
      problemCode === null ? undefined : { code: problemCode, message: problemMessage ?? problemCode }
    return { ...row, problem, txHash: txHash ?? undefined, block: block ?? undefined }
  })

/** Addresses come with or without their checksum; here all are kept without. */
export const lower = (address: Hex): Hex => `0x${address.slice(2).toLowerCase()}`
