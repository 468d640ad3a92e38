import type { Pool } from 'pg'
import { z } from 'zod'
import { type Hex, lower } from './mint.ts'
import { rowsOf } from './query.ts'

/** What a transaction does: the same through all attempts of its nonce. */
export interface Payload {
  readonly to: Hex
  readonly data: Hex
  readonly gasLimit: bigint
}

export interface Fees {
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

export interface SignedAttempt {
  readonly tx: string
  readonly n: number
  /** Undefined for a noop. */
  readonly payload: Payload | undefined
  readonly fees: Fees
  readonly raw: Hex
  readonly hash: Hex
  /** The chain's head, from which it waits. */
  readonly head: bigint
}

export async function storeAttempt(pool: Pool, attempt: SignedAttempt): Promise<boolean> {
  const { tx, n, payload, fees, raw, hash, head } = attempt
  const [found] = await rowsOf(pool, z.object({ stored: z.boolean() }), {
    name: 'store-attempt',
    text: 'select mint.store_attempt($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) as stored',
    values: [
      tx,
      n,
      payload === undefined,
      fees.maxFeePerGas,
      fees.maxPriorityFeePerGas,
      raw,
      hash,
      payload && lower(payload.to),
      payload?.data,
      payload?.gasLimit,
      head,
    ],
  })
  return found?.stored ?? false
}
