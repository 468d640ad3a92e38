import { z } from 'zod'
import { listEvents } from '../../inbox/list-events.ts'
import { listOf, moment } from './answers.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId, limit, time } from './schemas.ts'

export const EVENT_STATES = [
  'received',
  'fulfilled',
  'recorded',
  'ignored',
  'parked',
  'aborted',
  'quarantined',
] as const

const query = z.strictObject({
  endpoint: id.exactOptional(),
  key: impersonalId.exactOptional().describe('exactly this event key'),
  state: z.enum(EVENT_STATES).exactOptional(),
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

const event = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
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
  async answer({ pool }, { query: { cursor, limit, ...filter } }) {
    const page = await listEvents(pool, filter, { limit, ...(cursor === undefined ? {} : { after: cursor }) })
    return ok({ data: page.rows, nextCursor: encodeCursor(page.next) })
  },
})
