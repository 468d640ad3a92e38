import pg from 'pg'
import type { Logger } from '../logger.ts'

export interface PoolOptions {
  readonly databaseUrl: string
  /** Shown in pg_stat_activity. */
  readonly name: string
  readonly max: number
  readonly log: Logger
}

// All three together are less than what a sender waits for: it hears 503 from us, not nothing.
const TIMEOUTS = { connectionTimeoutMillis: 3_000, statement_timeout: 5_000, query_timeout: 6_000 }

export function createPool({ databaseUrl, name, max, log }: PoolOptions): pg.Pool {
  const pool = new pg.Pool({ connectionString: databaseUrl, application_name: name, max, ...TIMEOUTS })
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on('error', (error) =>
    log.warn({ pool: name, error: error.message }, 'a database connection was lost'),
  )
  // So it would of one that breaks while it is lent out: whoever has it hears of that by the query.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
