import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './query.ts'

/** A change that somebody asks for. */
export interface Action {
  /** Name of the key. */
  readonly key: string
  readonly role: string
  /** Who bears it, as they say. */
  readonly actor?: string
  readonly reason?: string
  /** Method and route: `PUT /v1/orders/:account/:reference`. */
  readonly action: string
  readonly params: object
  readonly asked: object | null
  /** How it stood. */
  readonly before: object | null
}

/** What became of an action. */
export interface Outcome {
  readonly actionId: string
  readonly status: number
  readonly after: object | null
}

/** The first answer under an Idempotency-Key, and who was to give it. */
export interface KeptAnswer {
  readonly claim: string
  /** Sealed by the caller. */
  readonly answer: Buffer
}

const created = z.object({ id: z.string() })

/**
 * Writes down what is about to be done: what cannot be written down is not done.
 * @throws FulfilmentError AUDIT_UNAVAILABLE (retryable)
 */
export async function recordAction(pool: Pool, action: Action): Promise<string> {
  const { key, role, actor = null, reason = null, params, asked, before } = action
  const [row] = await rowsOf(
    pool,
    created,
    `insert into audit.action (key, role, actor, reason, action, params, asked, before)
     values ($1, $2, $3, $4, $5, $6, $7, $8) returning id::text`,
    [key, role, actor, reason, action.action, params, asked, before],
  )
  if (row === undefined) throw new Error('an insert returned no row')
  return row.id
}

const OUTCOME = `
  with kept as (update audit.request set answer = $4 where claim = $5)
  insert into audit.outcome (action_id, status, after) values ($1, $2, $3)`

/**
 * Writes down what became of it, and keeps the answer for whoever asks the same again: both or neither.
 * @throws FulfilmentError AUDIT_UNAVAILABLE (retryable)
 */
export async function recordOutcome(
  pool: Pool,
  { actionId, status, after }: Outcome,
  kept?: KeptAnswer,
): Promise<void> {
  await rowsOf(pool, z.unknown(), OUTCOME, [
    actionId,
    status,
    after,
    kept?.answer ?? null,
    kept?.claim ?? null,
  ])
}
