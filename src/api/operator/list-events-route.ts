import { z } from 'zod'
import { type ListedEvent, listEvents } from '../../inbox/list-events.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId, limit, time } from './schemas.ts'

const STATES = ['received', 'fulfilled', 'recorded', 'ignored', 'parked', 'aborted', 'quarantined'] as const

const query = z.strictObject({
  endpoint: id.exactOptional(),
  key: impersonalId.exactOptional().describe('exactly this event key'),
  state: z.enum(STATES).exactOptional(),
  type: id.exactOptional().describe("ours (payment.succeeded) or the provider's (charge:pending)"),
  payment: impersonalId.exactOptional(),
  from: time.exactOptional(),
  to: time.exactOptional().describe('exclusive'),
  q: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u)
    .exactOptional()
    .describe('part of any id'),
  cursor: numberCursor.exactOptional(),
  limit,
})

export const listEventsRoute = defineRoute({
  method: 'get',
  path: '/events',
  summary: 'Events, newest first',
  query,
  async answer({ pool }, { query: { cursor, limit, ...filter } }) {
    const page = await listEvents(pool, filter, { limit, ...(cursor === undefined ? {} : { after: cursor }) })
    return ok({ data: page.rows.map(shown), nextCursor: encodeCursor(page.next) })
  },
})

function shown(event: ListedEvent): object {
  return {
    ...event,
    receivedAt: event.receivedAt.toISOString(),
    processedAt: event.processedAt?.toISOString() ?? null,
  }
}
