import { z } from 'zod'
import { listEndpoints } from '../../inbox/list-endpoints.ts'
import { pageOf } from '../../inbox/page.ts'
import { listOf } from './answers.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { endpointAnswer, shownStored } from './endpoint-answers.ts'
import { environmentStandings } from './endpoint-standing.ts'
import { defineRoute, ok } from './route.ts'
import { id, limit } from './schemas.ts'

export const listEndpointsRoute = defineRoute({
  method: 'get',
  path: '/endpoints',
  summary:
    'Endpoints and their secrets, but for what those are: of the environment, then of run time, newest first',
  role: 'read',
  query: z.strictObject({
    slug: id.exactOptional(),
    account: id.exactOptional(),
    provider: id.exactOptional(),
    cursor: numberCursor.exactOptional(),
    limit,
  }),
  responses: { 200: listOf(endpointAnswer) },
  async answer(deps, { query: { cursor, limit, ...filter } }) {
    const after = cursor === undefined ? {} : { after: cursor }
    const rows = await listEndpoints(deps.pool, { ...filter, ...after, limit: limit + 1 })
    const page = pageOf(rows, limit, (row) => [row.id])
    // There are seven at most: they come before the first page, beyond its limit.
    const first = cursor === undefined ? await environmentStandings(deps, filter) : []
    const data = [...first, ...page.rows.map((row) => shownStored(row, deps.policy))]
    return ok({ data, nextCursor: encodeCursor(page.next) })
  },
})
