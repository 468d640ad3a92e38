import type { Pool } from 'pg'
import type { Alarm, Judged } from '../domain/alarm.ts'
import { query } from './query.ts'

/** An alarm that went on. */
export interface Incident extends Alarm {
  readonly id: string
  readonly openedAt: Date
  /** Since when it is not seen any more; null: it is seen. */
  readonly quietSince: Date | null
  readonly resolvedAt: Date | null
}

const NOTE_ON = `
  insert into inbox.incident (alarm, subject, title, text)
  select alarm, subject, title, text
  from json_to_recordset($1::json) as seen(alarm text, subject text, title text, text text)
  on conflict (alarm, subject) where resolved_at is null
    do update set title = excluded.title, text = excluded.text, quiet_since = null`

// What is on is known by its name and subject; of what nobody can tell, nothing is concluded.
const NOTE_QUIET = `
  update inbox.incident
  set quiet_since = coalesce(quiet_since, now()),
      resolved_at = case when quiet_since <= now() - $3 * interval '1 millisecond' then now() end
  where resolved_at is null and alarm <> all($2::text[])
    and (alarm, subject) not in (
      select alarm, subject from json_to_recordset($1::json) as seen(alarm text, subject text))`

/** Opens an incident for each alarm that is on and has none; one that was quiet for long enough is resolved. */
export async function noteAlarms(
  pool: Pool,
  { on, unknown }: Judged,
  resolvedAfterMs: number,
): Promise<void> {
  const seen = JSON.stringify(on)
  await query(pool, NOTE_ON, [seen])
  await query(pool, NOTE_QUIET, [seen, unknown, resolvedAfterMs])
}

const COLUMNS = `id::text, alarm, subject, title, text, opened_at as "openedAt", quiet_since as "quietSince",
  resolved_at as "resolvedAt"`

type Row = Incident & Record<string, unknown>

/** What is not over yet, the oldest first. */
export function openIncidents(pool: Pool): Promise<Incident[]> {
  return query<Row>(
    pool,
    `select ${COLUMNS} from inbox.incident where resolved_at is null order by opened_at, id`,
    [],
  )
}

/** What has come to its end since. */
export function resolvedIncidents(pool: Pool, since: Date): Promise<Incident[]> {
  return query<Row>(
    pool,
    `select ${COLUMNS} from inbox.incident where resolved_at > $1 order by resolved_at, id`,
    [since],
  )
}
