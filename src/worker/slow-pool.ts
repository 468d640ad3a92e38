import pg from 'pg'
import type { Config } from '../config.ts'
import type { Logger } from '../logger.ts'

/** A report adds up every entry there is. */
const TIMEOUT_MS = 5 * 60_000

/** For questions over many rows: they take their time, and keep nobody else waiting for a connection. */
export function createSlowPool({ databaseUrl }: Pick<Config, 'databaseUrl'>, log: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'quittance worker reports',
    max: 2,
    connectionTimeoutMillis: 2_500,
    statement_timeout: TIMEOUT_MS,
  })
  pool.on('error', (err) => log.warn({ err }, 'an idle database connection broke'))
  // One that breaks while it is lent out: whoever has it hears of that by the query; unheard, it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}
