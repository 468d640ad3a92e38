import type { Pool } from 'pg'
import { z } from 'zod'
import type { KeptRequest } from './gather.ts'
import { rowsOf } from './query.ts'

const row = z.object({ event: z.string(), raw: z.instanceof(Buffer) })

/** All bodies of a bundle together; one may have 1 MiB. */
const MOST_BYTES = 8 * 1024 * 1024

const BODIES = `
  select id::text as event, raw from inbox.event where id = any($1::bigint[]) and raw is not null
  union all
  select 'q' || id, raw from inbox.quarantine where id = any($2::bigint[]) and raw is not null`

/** Bodies as they came, by event: of the first requests, as many as fit into a bundle. */
export async function readBodies(
  pool: Pool,
  requests: readonly KeptRequest[],
): Promise<ReadonlyMap<string, Buffer>> {
  const ids = fitting(requests)
  const isQuarantined = (id: string) => id.startsWith('q')
  const rows = await rowsOf(pool, row, BODIES, [
    ids.filter((id) => !isQuarantined(id)),
    ids.filter(isQuarantined).map((id) => id.slice(1)),
  ])
  return new Map(rows.map(({ event, raw }) => [event, raw]))
}

function fitting(requests: readonly KeptRequest[]): readonly string[] {
  let total = 0
  return requests.flatMap(({ event, bytes }) => {
    total += bytes ?? 0
    return bytes === null || total > MOST_BYTES ? [] : [event]
  })
}
