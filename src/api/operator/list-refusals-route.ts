import { z } from 'zod'
import { type ListedRefusal, listRefusals } from '../../inbox/list-refusals.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { limit } from './schemas.ts'

export const listRefusalsRoute = defineRoute({
  method: 'get',
  path: '/refusals',
  summary: 'Deliveries that were turned away, newest first',
  query: z.strictObject({ cursor: numberCursor.exactOptional(), limit }),
  async answer({ pool }, { query: { cursor, limit } }) {
    const page = await listRefusals(pool, { limit, ...(cursor === undefined ? {} : { after: cursor }) })
    return ok({
      data: page.rows.map(shown),
      nextCursor: encodeCursor(page.next),
    })
  },
})

function shown({ endpoint, reason, at, size, bodySha256, peer }: ListedRefusal): object {
  return { endpoint, reason, at: at.toISOString(), size, bodySha256, peer }
}
