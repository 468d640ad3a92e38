import { z } from 'zod'
import { checkAmendment } from '../../domain/amendment.ts'
import { asksTheSame, DECISIONS, type Decision, NO_PARK, readDecision } from '../../domain/decision.ts'
import {
  findDecision,
  findPark,
  findWorkflowEvent,
  type JournalledDecision,
  recordDecision,
  settleDecision,
} from '../../inbox/decisions.ts'
import { type Sent, sendDecision, workflowIsKnown } from '../../temporal-decisions.ts'
import { ProblemError } from '../problem.ts'
import { all } from './audit.ts'
import type { OperatorDeps } from './deps.ts'
import { entityOfWord, sendWord } from './entity-words.ts'
import { forTemporal, impersonalPatch } from './impersonal-decision.ts'
import type { ReplyOf } from './reply.ts'
import { defineRoute, later, ok } from './route.ts'
import { id } from './schemas.ts'

const text = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^\0]*$/, 'must not hold NUL')

const body = z.strictObject({
  decisionId: text
    .regex(/^[^@]*$/, 'must not hold @: it stays in Temporal')
    .describe('made up by the caller, once per decision: sent again, it changes nothing'),
  parkId: text.describe(
    'the park it answers, as /v1/parked names it; - for a word to a settlement (confirm, reverse, hold, release) or a subscription (extend, cancel, restore)',
  ),
  decision: z.enum(DECISIONS),
  patch: z
    .record(z.string(), z.string())
    .exactOptional()
    .describe('what amend corrects; until when extend, at what time cancel'),
  actor: text,
  reason: text,
})

const responses = {
  200: z.object({ accepted: z.literal(true) }),
  202: z.object({ pending: z.literal(true) }).describe('no worker has taken it yet; it is taken once'),
}

type Answer = ReplyOf<typeof responses>

export const decideRoute = defineRoute({
  method: 'post',
  path: '/workflows/:id/decisions',
  summary: 'Tells a parked workflow how to go on, or a settlement or subscription what becomes of it',
  role: 'operate',
  params: z.strictObject({ id }),
  body,
  responses,
  audit: {
    before: async ({ pool }, { params, body }) => (await findPark(pool, params.id, body.parkId)) ?? null,
    asked: all,
    after: all,
  },
  async answer(deps, { params, body }) {
    const decision = read(body, deps)
    const first = await findDecision(deps.pool, params.id, decision)
    const entity = await entityOfWord(deps, params.id, decision)
    if (first === undefined && entity === undefined) await admit(deps, params.id, decision)
    if (first !== undefined && first.outcome !== 'pending') return repeated(decision, first)
    await write(deps, params.id, decision, first)
    const sent = forTemporal(decision, deps.people)
    return conclude(
      deps,
      params.id,
      decision,
      entity === undefined
        ? await sendDecision(deps.temporal.client, params.id, sent)
        : await sendWord(deps, params.id, entity, sent),
    )
  },
})

function read(input: unknown, { people }: OperatorDeps): Decision {
  const decision = readDecision(input)
  if ('invalid' in decision) throw new ProblemError('invalid-content', `${decision.invalid}.`)
  const { patch, ...rest } = decision
  return patch === undefined ? rest : { ...rest, patch: impersonalPatch(patch, people) }
}

/** Refuses what cannot be right before it is written down; what comes too late is written down as that. */
async function admit(deps: OperatorDeps, workflowId: string, decision: Decision) {
  const { pool, temporal, policy } = deps
  const park = await findPark(pool, workflowId, decision.parkId)
  const stored = await findWorkflowEvent(pool, workflowId)
  if (
    park === undefined &&
    stored === undefined &&
    (await workflowIsKnown(temporal.client, workflowId)) === false
  )
    throw new ProblemError('not-found', `There is no workflow ${workflowId}.`)
  if (park !== undefined && !park.open) {
    await recordDecision(pool, workflowId, decision)
    await settleDecision(pool, workflowId, decision, 'ignored', 'the park was already closed')
    throw noSuchPark(decision, 'it was already answered')
  }
  if (park !== undefined && !park.decisions.includes(decision.decision))
    throw new ProblemError('invalid-content', `This park takes ${park.decisions.join(', ')}.`)
  if (decision.decision === 'refund') mustBeRefundable(deps, stored?.provider)
  if (decision.patch !== undefined && stored !== undefined) checkAmendment(stored, decision.patch, policy)
}

function mustBeRefundable({ refundProviders = [] }: OperatorDeps, provider = 'its provider'): void {
  if (refundProviders.includes(provider)) return
  const detail = `No API key of ${provider} is configured that could ask for the money: refund it there, then send skip.`
  throw new ProblemError('invalid-content', detail)
}

async function write(
  { pool }: OperatorDeps,
  workflowId: string,
  decision: Decision,
  first: JournalledDecision | undefined,
): Promise<void> {
  // Two copies of one decision may come at once: the second to be written finds the first.
  const written = first === undefined && (await recordDecision(pool, workflowId, decision))
  const there = written ? undefined : (first ?? (await findDecision(pool, workflowId, decision)))
  if (there !== undefined) mustBeSame(decision, there)
}

async function conclude(
  { pool }: OperatorDeps,
  workflowId: string,
  decision: Decision,
  sent: Sent,
): Promise<Answer> {
  switch (sent.type) {
    case 'accepted':
      await settleDecision(pool, workflowId, decision, 'applied', 'taken by the workflow')
      return ok({ accepted: true })
    case 'pending':
      return later({ pending: true })
    case 'refused':
      await settleDecision(pool, workflowId, decision, 'ignored', sent.reason)
      throw noSuchPark(decision, sent.reason)
    case 'closed':
      await settleDecision(pool, workflowId, decision, 'ignored', 'the workflow had ended')
      throw noSuchPark(decision, 'the workflow has ended')
    case 'unreachable':
      throw new ProblemError(
        'unavailable',
        'Temporal is away; send the same decision, with its decisionId, again.',
      )
  }
}

/** The answer the decision had when it was first sent. */
function repeated(decision: Decision, first: JournalledDecision): Answer {
  mustBeSame(decision, first)
  if (first.outcome === 'ignored') throw noSuchPark(decision, first.detail ?? 'it came too late')
  return ok({ accepted: true })
}

function mustBeSame(decision: Decision, first: JournalledDecision): void {
  if (!asksTheSame(first, decision))
    throw new ProblemError('conflict', 'This decisionId was used for another decision: make up a new one.')
}

function noSuchPark({ parkId }: Decision, why: string): ProblemError {
  const not = parkId === NO_PARK ? 'It was not taken' : `No park ${parkId} is open here`
  return new ProblemError('conflict', `${not}: ${why}.`)
}
