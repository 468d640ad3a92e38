import type { Pool } from 'pg'
import { cached, inTime } from './reading.ts'

/** A figure that is read from Postgres when somebody asks for it. */
export interface Measurement {
  readonly name: string
  readonly help: string
  readonly read: () => Promise<number>
}

interface Figure {
  readonly name: string
  readonly help: string
  /** One row, one column `value`. */
  readonly sql: string
  /** How long a reading serves: several scrapers, or an impatient one, cost one query. */
  readonly ttlMs: number
}

/** A scrape must end before its scraper gives up, which is 10 s by default. */
const TIMEOUT_MS = 2_000

const FIGURES: readonly Figure[] = [
  {
    name: 'inbox_oldest_unfinished_seconds',
    help: 'Age of the oldest event that is taken in and neither done nor parked',
    sql: `select coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as value
          from inbox.event where state = 'received'`,
    ttlMs: 5_000,
  },
  {
    name: 'fulfilment_parked',
    help: 'Steps that wait for an operator',
    sql: 'select count(*)::int as value from inbox.park where closed_at is null',
    ttlMs: 5_000,
  },
  {
    name: 'ledger_drift',
    help: 'Differences between balances, payments and their entries; anything but 0 is an alarm',
    sql: 'select count(*)::int as value from ledger.drift',
    // Adds up every entry there is.
    ttlMs: 60_000,
  },
  {
    name: 'reconciliation_differences',
    help: 'Differences between providers, books and chain in the newest report; anything but 0 is an alarm',
    sql: `select (select differences from reconcile.report order by id desc limit 1)::int as value`,
    ttlMs: 5_000,
  },
]

export function databaseMeasurements(pool: Pool): readonly Measurement[] {
  return FIGURES.map(({ name, help, sql, ttlMs }) => ({
    name,
    help,
    read: cached(ttlMs, () => inTime(TIMEOUT_MS, readFigure(pool, sql))),
  }))
}

/** The time-out holds for the server too: what nobody waits for any more must not go on. */
async function readFigure(pool: Pool, sql: string): Promise<number> {
  const results: unknown = await pool.query(`set local statement_timeout = ${TIMEOUT_MS}; ${sql}`)
  const [, { rows }] = results as [unknown, { rows: readonly { value: number }[] }]
  return rows[0]?.value ?? Number.NaN
}
