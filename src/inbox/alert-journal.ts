import type { Pool } from 'pg'
import type { Alert } from '../domain/alert.ts'
import { query } from './query.ts'

// Without a time it is told once for all, unless it was told nowhere.
const CLAIM = `
  insert into inbox.alert as told (key, kind, title, link) values ($1, $2, $3, $4)
  on conflict (key) do update
    set kind = excluded.kind, title = excluded.title, link = excluded.link, times = told.times + 1, told_at = now()
    where told.told_at = '-infinity' or told.told_at < now() - $5 * interval '1 millisecond'
  returning key`

/** What operators were told: one process tells each, and not twice. */
export function createAlertJournal(pool: Pool) {
  return {
    /** True for the one that is to tell it. */
    async claim({ key, kind, title, link, againAfterMs }: Alert): Promise<boolean> {
      const rows = await query(pool, CLAIM, [key, kind, title, link, againAfterMs])
      return rows.length === 1
    },
    async release(key: string): Promise<void> {
      await query(pool, `update inbox.alert set told_at = '-infinity', times = times - 1 where key = $1`, [
        key,
      ])
    },
  }
}
