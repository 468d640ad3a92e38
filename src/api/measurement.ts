import type { Pool } from 'pg'
import { OPAQUE, OPAQUE_ENDPOINTS } from '../domain/endpoint-slug.ts'
import { cached, inTime } from './reading.ts'

/** A column `value`; any other is a label. */
export type Reading = Readonly<{ value: number } & Record<string, string | number>>

/** A figure that is read from Postgres when somebody asks for it. */
export interface Measurement {
  readonly name: string
  readonly help: string
  readonly labels: readonly string[]
  readonly read: () => Promise<readonly Reading[]>
}

interface Figure {
  readonly name: string
  readonly help: string
  /** What its rows are told apart by; where there are none, it is one row. */
  readonly labels?: readonly string[]
  readonly sql: string
  /** How long a reading serves: several scrapers, or an impatient one, cost one query. */
  readonly ttlMs: number
}

/** A scrape must end before its scraper gives up, which is 10 s by default. */
const TIMEOUT_MS = 2_000

/** What a paused endpoint keeps waits because somebody wants it to. */
const NOT_PAUSED = 'endpoint not in (select slug from inbox.endpoint where paused_at is not null)'

const FIGURES: readonly Figure[] = [
  {
    name: 'inbox_oldest_unfinished_seconds',
    help: 'Age of the oldest event that is taken in and neither done nor parked; not what a paused endpoint keeps',
    sql: `select coalesce(extract(epoch from now() - least(
            (select min(received_at) from inbox.event
             where state = 'received' and taken_up_at is null and (started_at is not null or ${NOT_PAUSED})),
            (select min(taken_up_at) from inbox.event
             where state = 'received' and (started_at is not null or ${NOT_PAUSED})))), 0)::float8 as value`,
    ttlMs: 5_000,
  },
  {
    name: 'inbox_oldest_unstarted_seconds',
    help: 'Age of the oldest event that is taken in and that Temporal does not know of; not what a paused endpoint keeps',
    sql: `select coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as value
          from inbox.event where state = 'received' and started_at is null and ${NOT_PAUSED}`,
    ttlMs: 5_000,
  },
  {
    name: 'inbox_day_events',
    help: 'Events of the last 24 hours, by endpoint and by what became of them',
    labels: ['endpoint', 'state'],
    sql: `with counted as (
            select endpoint, state, count(*)::int as events
            from inbox.event where received_at >= now() - interval '24 hours' group by endpoint, state
            union all
            select endpoint, 'quarantined', count(*)::int from inbox.quarantine
            where received_at >= now() - interval '24 hours' and released_at is null and dismissed_at is null
            group by endpoint)
          select case when endpoint ~ '${OPAQUE.source}' then '${OPAQUE_ENDPOINTS}' else endpoint end as endpoint, state,
                 sum(events)::int as value from counted group by 1, state`,
    // Counts a day of events.
    ttlMs: 60_000,
  },
  {
    name: 'incident_open',
    help: 'Alarms of the check that runs every 5 minutes that are on, or were until a moment ago',
    labels: ['alarm'],
    sql: 'select alarm, count(*)::int as value from inbox.incident where resolved_at is null group by alarm',
    ttlMs: 5_000,
  },
  {
    name: 'fulfilment_parked',
    help: 'Steps that wait for an operator',
    sql: 'select count(*)::int as value from inbox.park where closed_at is null',
    ttlMs: 5_000,
  },
  {
    name: 'mint_oldest_unmined_seconds',
    help: 'Age of the oldest mint that no block holds yet and that is not parked',
    sql: `select coalesce(extract(epoch from now() - min(requested_at)), 0)::float8 as value
          from mint.mint where status in ('requested', 'reserved')`,
    ttlMs: 5_000,
  },
  {
    name: 'delivery_oldest_waiting_seconds',
    help: "Age of the oldest message that the merchant's app has not taken and that is tried again",
    sql: `select coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as value
          from delivery.message where state = 'trying'`,
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
  return FIGURES.map(({ name, help, labels = [], sql, ttlMs }) => ({
    name,
    help,
    labels,
    read: cached(ttlMs, () => inTime(TIMEOUT_MS, readFigure(pool, sql))),
  }))
}

/** The time-out holds for the server too: what nobody waits for any more must not go on. */
async function readFigure(pool: Pool, sql: string): Promise<readonly Reading[]> {
  const results: unknown = await pool.query(`set local statement_timeout = ${TIMEOUT_MS}; ${sql}`)
  const [, { rows }] = results as [unknown, { rows: readonly Reading[] }]
  return rows
}
