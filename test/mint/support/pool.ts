import pg from 'pg'

export const createPool = (connectionString: string): pg.Pool => {
  const pool = new pg.Pool({ connectionString, max: 8 })
  // Of connections still open when their database is dropped.
  pool.on('error', () => undefined)
  return pool
}
