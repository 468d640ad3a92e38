import { z } from 'zod'
import { EVENT_STATES } from '../../inbox/event-filter.ts'
import { MAX_NAMED } from '../../inbox/find-named.ts'
import { type ListedEvent, listEvents } from '../../inbox/list-events.ts'
import { impersonal } from '../../providers/personal.ts'
import { ProblemError } from '../problem.ts'
import { listOf, moment } from './answers.ts'
import { cursorOf, encodeCursor } from './cursor.ts'
import { eventFilter } from './event-query.ts'
import { defineRoute, ok } from './route.ts'
import { limit } from './schemas.ts'

/** Postgres has no year 0. */
const receivedAt = z.iso.datetime().regex(/^(?!0000)/)
const cursor = cursorOf(z.tuple([z.string().regex(/^\d{1,18}$/), receivedAt]))

const query = z.strictObject({
  ...eventFilter,
  state: z.enum([...EVENT_STATES, 'quarantined']).exactOptional(),
  q: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .transform(impersonal)
    .exactOptional()
    .describe(
      'an event key, payment, order or workflow, or how it begins; of what begins so there may be a thousand',
    ),
  cursor: cursor.exactOptional(),
  limit,
})

const event = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  orderReference: z.string().nullable(),
  workflowId: z.string(),
  receivedAt: moment,
  processedAt: moment.nullable(),
  deliveries: z.number().int(),
})

export const listEventsRoute = defineRoute({
  method: 'get',
  path: '/events',
  summary: 'Events, newest first',
  role: 'read',
  query,
  responses: { 200: listOf(event) },
  async answer({ pool }, { query: { cursor, limit, q, ...filter } }) {
    const sought = { ...filter, ...(q === undefined ? {} : { beginning: q }) }
    const page = await listEvents(pool, sought, { limit, ...(cursor === undefined ? {} : { after: cursor }) })
    if (page === undefined)
      throw new ProblemError(
        'invalid-request',
        `q: ids of more than ${MAX_NAMED} events begin with it; write more of the one you look for.`,
      )
    return ok({ data: page.rows.map(listed), nextCursor: encodeCursor(page.next) })
  },
})

function listed({ position: _position, ...event }: ListedEvent) {
  return event
}
