import type { Pool } from 'pg'
import { query } from './query.ts'

export interface Backup {
  readonly at: Date
  /** Who says so. */
  readonly by: 'write-ahead log archived' | 'backup recorded'
}

// An archiver that fails says so by a failure that is newer than its last success.
const NEWEST = `
  select at, by from (
    select last_archived_time as at, 'write-ahead log archived' as by from pg_stat_archiver
    where last_failed_time is null or last_failed_time < last_archived_time
    union all
    select max(taken_at), 'backup recorded' from inbox.backup
  ) as known where at is not null order by at desc limit 1`

/** The newest anybody knows of: Postgres by its archiver, or whoever took one. */
export async function newestBackup(pool: Pool): Promise<Backup | undefined> {
  const [newest] = await query<Backup & Record<string, unknown>>(pool, NEWEST, [])
  return newest
}

/** Keeps that one was taken. @throws FulfilmentError INBOX_UNAVAILABLE (retryable) */
export async function recordBackup(pool: Pool, takenAt: Date, note: string | undefined): Promise<void> {
  await query(pool, 'insert into inbox.backup (taken_at, note) values ($1, $2)', [takenAt, note ?? null])
}
