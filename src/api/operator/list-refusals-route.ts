import { z } from 'zod'
import { type ListedRefusal, listRefusals } from '../../inbox/list-refusals.ts'
import { listOf, moment } from './answers.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, limit } from './schemas.ts'

const refusal = z.object({
  endpoint: z.string(),
  reason: z.string(),
  at: moment,
  size: z.number().int(),
  bodySha256: z.string(),
  peer: z.string(),
})

export const listRefusalsRoute = defineRoute({
  method: 'get',
  path: '/refusals',
  summary: 'Deliveries that were turned away, newest first',
  role: 'read',
  responses: { 200: listOf(refusal) },
  query: z.strictObject({
    endpoint: id.exactOptional(),
    reason: id.exactOptional().describe('such as wrong_signature, stale_timestamp, unknown_endpoint'),
    cursor: numberCursor.exactOptional(),
    limit,
  }),
  async answer({ pool }, { query: { cursor, limit, ...filter } }) {
    const page = await listRefusals(pool, {
      ...filter,
      limit,
      ...(cursor === undefined ? {} : { after: cursor }),
    })
    return ok({
      data: page.rows.map(shown),
      nextCursor: encodeCursor(page.next),
    })
  },
})

function shown({ endpoint, reason, at, size, bodySha256, peer }: ListedRefusal) {
  return { endpoint, reason, at, size, bodySha256, peer }
}
