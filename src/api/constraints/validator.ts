import type { Pool } from 'pg'
import { type Claim, claimAnswer, type Lease, storeAnswer, storeFailure } from '../../constraints/answers.ts'
import { FulfilmentError, type Problem } from '../../domain/errors.ts'
import type { Outbound } from '../../outbound/outbound.ts'
import { askApi } from './ask-api.ts'
import { questionOf, type Validation } from './bodies.ts'
import { createLeaseWatch } from './lease-watch.ts'

export interface Verdict {
  readonly allowed: boolean
  /** Somebody else has asked. */
  readonly cached: boolean
  /** Until when it is kept; the past, where it is not. */
  readonly expiresAt: string
}

/** @throws FulfilmentError OUTBOUND_REFUSED (final), OUTBOUND_FAILED or CONSTRAINTS_UNAVAILABLE (retryable) */
export type Validator = (validation: Validation) => Promise<Verdict>

/** Long enough for one that asks to die, and for the next to ask. */
const PATIENCE_MS = 10_000

/** Answers from the cache; asks the API where there is nothing, once for all who ask at the same time. */
export function createValidator(pool: Pool, outbound: Outbound): Validator {
  const leases = createLeaseWatch(pool)
  const ask = async (validation: Validation, lease: Lease): Promise<Verdict> => {
    const allowed = await askApi(outbound, validation).catch(async (error: unknown) => {
      if (error instanceof FulfilmentError) await storeFailure(pool, lease, error)
      throw error
    })
    const expiresAt = await storeAnswer(pool, lease, allowed, validation.ttl_seconds)
    return { allowed, cached: false, expiresAt: expiresAt ?? new Date().toISOString() }
  }
  const outwait = async ({ key, lease }: Claim & { type: 'busy' }): Promise<void> => {
    const problem = lease === undefined ? undefined : await leases.ended({ key, lease })
    if (problem !== undefined) throw failed(problem)
  }
  return async (validation) => {
    const question = questionOf(validation)
    const giveUpAt = Date.now() + PATIENCE_MS
    while (Date.now() < giveUpAt) {
      const claim = await claimAnswer(pool, question, validation.ttl_seconds)
      if (claim.type === 'answered') return { ...claim, cached: true }
      if (claim.type === 'leased') return ask(validation, claim)
      await outwait(claim)
    }
    throw failed({ code: 'OUTBOUND_FAILED', message: 'nobody got an answer in time' })
  }
}

function failed({ code, message }: Problem): FulfilmentError {
  return new FulfilmentError({ code, message, retryable: code !== 'OUTBOUND_REFUSED' })
}
