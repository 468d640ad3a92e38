import { z } from 'zod'
import { listActions } from '../../audit/list-actions.ts'
import { pageOf } from '../../inbox/page.ts'
import { listOf, moment } from './answers.ts'
import { encodeCursor, numberCursor } from './cursor.ts'
import { defineRoute, ok } from './route.ts'
import { id, limit, time } from './schemas.ts'

const json = z.record(z.string(), z.unknown())

const action = z.object({
  id: z.string(),
  at: moment,
  key: z.string().describe('name of the key'),
  role: z.string(),
  actor: z.string().nullable().describe('who bears it, as they say; an address is a digest'),
  reason: z.string().nullable(),
  action: z.string().describe('method and route'),
  params: json,
  asked: json.nullable(),
  before: json.nullable().describe('how it stood'),
  status: z.number().int().nullable().describe('null: under way, or its process died and it may be done'),
  after: json.nullable(),
  endedAt: moment.nullable(),
})

export const listAuditRoute = defineRoute({
  method: 'get',
  path: '/audit',
  summary: 'What was changed over this API, newest first: by whom, why, and how it stood before and after',
  role: 'admin',
  query: z.strictObject({
    key: id.exactOptional().describe('name of a key'),
    actor: id.exactOptional(),
    from: time.exactOptional(),
    to: time.exactOptional().describe('exclusive'),
    cursor: numberCursor.exactOptional(),
    limit,
  }),
  responses: { 200: listOf(action) },
  async answer({ pool, people }, { query: { cursor, limit, actor, ...filter } }) {
    const rows = await listActions(pool, {
      ...filter,
      ...(actor === undefined ? {} : { actor: people.conceal(actor) }),
      ...(cursor === undefined ? {} : { after: cursor }),
      limit: limit + 1,
    })
    const page = pageOf(rows, limit, (row) => [row.id])
    return ok({ data: page.rows, nextCursor: encodeCursor(page.next) })
  },
})
