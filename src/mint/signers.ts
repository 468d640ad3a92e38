import type { Pool } from 'pg'
import { z } from 'zod'
import { ERROR_CODES, type ErrorCode, type Problem } from '../domain/errors.ts'
import { type Hex, integer } from './mint.ts'
import { rowsOf, run } from './query.ts'

/** A key on a chain; its address in lower case. */
export interface SignerId {
  readonly chainId: number
  readonly address: Hex
}

export interface SignerState {
  readonly pause: Problem | undefined
}

const signerRow = z
  .object({ code: z.enum(ERROR_CODES).nullable(), message: z.string().nullable() })
  .transform(
    ({ code, message }): SignerState => ({
      pause: code === null ? undefined : { code, message: message ?? code },
    }),
  )

export async function readSigner(pool: Pool, { chainId, address }: SignerId): Promise<SignerState | null> {
  const text = `select pause_code as code, pause_reason as message from mint.signer
    where chain_id = $1 and address = $2`
  const [signer] = await rowsOf(pool, signerRow, { name: 'signer', text, values: [chainId, address] })
  return signer ?? null
}

/** Once a signer is known, its nonces are counted here and nowhere else. */
export function registerSigner(pool: Pool, { chainId, address }: SignerId, nonce: number): Promise<void> {
  return run(pool, {
    name: 'register-signer',
    text: `insert into mint.signer (chain_id, address, next_nonce) values ($1, $2, $3)
      on conflict do nothing`,
    values: [chainId, address, nonce],
  })
}

/** The first reason stands until it is cleared. */
export function pauseSigner(
  pool: Pool,
  { chainId, address }: SignerId,
  { code, message }: Problem,
): Promise<void> {
  return run(pool, {
    name: 'pause-signer',
    text: `update mint.signer set pause_code = $3, pause_reason = $4, paused_at = now()
      where chain_id = $1 and address = $2 and paused_at is null`,
    values: [chainId, address, code, message],
  })
}

/** Keeps what nodes refuse of it; resolves with the chain's head when they first refused just that. */
export async function noteRefusal(
  pool: Pool,
  { chainId, address }: SignerId,
  refused: string,
  head: bigint,
): Promise<bigint> {
  const [found] = await rowsOf(pool, z.object({ since: integer }), {
    name: 'note-refusal',
    text: `update mint.signer set refused = $3,
        refused_since = case when refused = $3 then least(refused_since, $4) else $4 end
      where chain_id = $1 and address = $2 returning refused_since as since`,
    values: [chainId, address, refused, head],
  })
  return found?.since ?? head
}

/** Nodes took what it sent. */
export function forgetRefusal(pool: Pool, { chainId, address }: SignerId): Promise<void> {
  return run(pool, {
    name: 'forget-refusal',
    text: `update mint.signer set refused = null, refused_since = null
      where chain_id = $1 and address = $2 and refused is not null`,
    values: [chainId, address],
  })
}

/** Ends a pause of that reason; any other stays. */
export function unpauseSigner(pool: Pool, { chainId, address }: SignerId, code: ErrorCode): Promise<void> {
  return run(pool, {
    name: 'unpause-signer',
    text: `update mint.signer set pause_code = null, pause_reason = null, paused_at = null
      where chain_id = $1 and address = $2 and pause_code = $3`,
    values: [chainId, address, code],
  })
}
