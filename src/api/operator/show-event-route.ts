import { z } from 'zod'
import { differencesOf } from '../../domain/event-hash.ts'
import { rawBody, showEvent, showQuarantined } from '../../inbox/show-event.ts'
import { ProblemError } from '../problem.ts'
import { mustHave } from './caller.ts'
import type { OperatorDeps } from './deps.ts'
import { shownDelivery, shownEvent } from './event-answers.ts'
import { defineRoute, ok } from './route.ts'

const params = z.strictObject({
  id: z
    .string()
    .regex(/^q?\d{1,18}$/, 'must be the id of an event, or q and the id of a quarantined delivery'),
})
const query = z.strictObject({
  raw: z
    .stringbool()
    .default(false)
    .describe('with the body as it came, in base64; it may name a person, so it needs the role operate'),
})

export const showEventRoute = defineRoute({
  method: 'get',
  path: '/events/:id',
  summary: 'One event: what it says, what was planned, what became of it',
  params,
  role: 'read',
  query,
  responses: { 200: z.union([shownEvent, shownDelivery]) },
  async answer({ pool }, { params, query, caller }) {
    if (query.raw) mustHave('operate', caller, 'A body as it came')
    const [table, id] = params.id.startsWith('q')
      ? (['quarantine', params.id.slice(1)] as const)
      : (['event', params.id] as const)
    const body = query.raw ? await encodedBody(pool, table, id) : {}
    const found = table === 'event' ? await showEvent(pool, id) : await delivery(pool, id)
    if (found === undefined) throw new ProblemError('not-found', `There is no event ${params.id}.`)
    return ok({ ...found, ...body })
  },
})

async function delivery(pool: OperatorDeps['pool'], id: string) {
  const found = await showQuarantined(pool, id)
  if (found === undefined) return undefined
  const { contradicted, event, ...rest } = found
  const differs = differencesOf(contradicted, event).map(({ fact, one, other }) => ({
    fact,
    stored: one,
    delivered: other,
  }))
  return { ...rest, event: { ...event }, differs }
}

async function encodedBody(pool: OperatorDeps['pool'], table: 'event' | 'quarantine', id: string) {
  const raw = await rawBody(pool, table, id)
  return { raw: raw?.toString('base64') ?? null }
}
