import { z } from 'zod'
import { type KeptAnswer, recordOutcome } from '../../audit/actions.ts'
import { claimRequest, releaseRequest } from '../../audit/requests.ts'
import { PROBLEMS, ProblemError, problemOf } from '../problem.ts'
import { type Audit, concealed, recordAsked } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { keyedRequest } from './idempotency-key.ts'
import type { Reply } from './reply.ts'
import type { Input, RawRequest, Route } from './route.ts'

/** A request to change something, judged and read. */
export interface Change {
  readonly route: Route
  readonly audit: Audit
  readonly deps: OperatorDeps
  readonly request: RawRequest
  readonly input: Input
}

/** What it is answered. `isReplayed`: it was carried out before, under the same Idempotency-Key. */
export interface CarriedOut {
  readonly reply: Reply
  readonly isReplayed: boolean
}

/** Carries a change out, once under an Idempotency-Key, and has it audited. What was refused may be asked again. */
export async function carryOut(change: Change): Promise<CarriedOut> {
  const { route, deps, request, input } = change
  const keyed = keyedRequest(route, request, input.caller, deps.people)
  if (keyed === undefined) return { reply: await audited(change), isReplayed: false }
  const context = `answer:${keyed.id}`
  const first = await claimRequest(deps.pool, keyed)
  switch (first.type) {
    case 'answered':
      return { reply: replyOf(deps.cipher.open(first.answer, context)), isReplayed: true }
    case 'another':
      throw new ProblemError('key-reused', 'Make up a new Idempotency-Key for each thing you ask for.')
    case 'under-way':
      throw new ProblemError('under-way', 'Ask again in a moment, with the same Idempotency-Key.')
    case 'claimed':
      return { reply: await claimed(change, first.claim, context), isReplayed: false }
  }
}

async function claimed(change: Change, claim: string, context: string): Promise<Reply> {
  const { cipher, pool } = change.deps
  const kept = (reply: Reply) => ({ claim, answer: cipher.seal(JSON.stringify(reply), context) })
  try {
    return await audited(change, kept)
  } catch (error) {
    await releaseRequest(pool, claim)
    throw error
  }
}

async function audited(change: Change, kept?: (reply: Reply) => KeptAnswer): Promise<Reply> {
  const { route, audit, deps, input } = change
  const actionId = await recordAsked(audit, route, deps, change)
  const reply = await route.answer(deps, input).catch(async (error: unknown) => {
    const [status] = PROBLEMS[problemOf(error).kind]
    await recordOutcome(deps.pool, { actionId, status, after: null })
    throw error
  })
  const after = concealed(audit.after(reply.body), deps)
  await recordOutcome(deps.pool, { actionId, status: reply.status, after }, kept?.(reply))
  return reply
}

const reply = z.object({ status: z.literal([200, 201, 202]), body: z.record(z.string(), z.unknown()) })

function replyOf(text: string): Reply {
  return reply.parse(JSON.parse(text))
}
