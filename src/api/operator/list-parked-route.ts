import { z } from 'zod'
import { type ListedPark, listParked } from '../../inbox/list-parked.ts'
import { listOf, moment } from './answers.ts'
import { cursorOf, encodeCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, impersonalId, limit } from './schemas.ts'

/** Postgres has no year 0. */
const since = z.iso.datetime().regex(/^(?!0000)/)
const cursor = cursorOf(z.tuple([since, id, id]))

const park = z.object({
  workflowId: z.string(),
  type: z.string(),
  step: z.string(),
  parkId: z.string(),
  reason: z.string().describe('code and message'),
  since: moment,
  endpoint: z.string().nullable(),
  eventKey: z.string().nullable(),
  account: z.string().nullable(),
  paymentId: z.string().nullable(),
  decisions: z.array(z.string()).describe('what it may be told'),
})

export const listParkedRoute = defineRoute({
  method: 'get',
  path: '/parked',
  summary: 'Steps that wait for an operator, the one that waits longest first',
  role: 'read',
  responses: { 200: listOf(park) },
  query: z.strictObject({
    workflow: id.exactOptional(),
    payment: impersonalId.exactOptional(),
    cursor: cursor.exactOptional(),
    limit,
  }),
  async answer({ pool }, { query: { cursor, limit, ...filter } }) {
    const page = await listParked(pool, {
      ...filter,
      limit,
      ...(cursor === undefined ? {} : { after: cursor }),
    })
    return ok({ data: page.rows.map(shown), nextCursor: encodeCursor(page.next) })
  },
})

function shown({ code, message, since, position: _position, ...park }: ListedPark) {
  return { ...park, reason: `${code}: ${message}`, since: since.toISOString() }
}
