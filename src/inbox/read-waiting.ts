import type { Pool } from 'pg'
import type { HealthFigures } from '../domain/alarm.ts'
import { query } from './query.ts'

type Waiting = Pick<HealthFigures, 'unstartedSince' | 'unfinishedSince' | 'parked'>

// What a paused endpoint keeps waits because somebody wants it to; what an operator took up again waits since then.
const WAITING = `
  with paused as (select slug from inbox.endpoint where paused_at is not null)
  select
    (select min(received_at) from inbox.event
     where state = 'received' and started_at is null and endpoint not in (select slug from paused)) as "unstartedSince",
    least(
      (select min(received_at) from inbox.event
       where state = 'received' and taken_up_at is null
         and (started_at is not null or endpoint not in (select slug from paused))),
      (select min(taken_up_at) from inbox.event
       where state = 'received' and (started_at is not null or endpoint not in (select slug from paused)))) as "unfinishedSince",
    (select count(*)::int from inbox.park where closed_at is null) as parked`

/** What is taken in and not done. */
export async function readWaiting(pool: Pool): Promise<Waiting> {
  const [row] = await query<Waiting & Record<string, unknown>>(pool, WAITING, [])
  return row ?? { unstartedSince: null, unfinishedSince: null, parked: 0 }
}
