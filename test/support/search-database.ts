import type { Pool } from 'pg'

/** Base64 of a text as it looks inside a longer one: what its neighbours have no part in, at each of three offsets. */
const insideBase64 = (text: string): string[] =>
  [0, 1, 2].map((offset) => {
    const encoded = Buffer.from(`${'.'.repeat(offset)}${text}..`).toString('base64')
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + text.length) * 4) / 3))
  })

/** How a text may be written. */
const spellings = (text: string): string[] => [
  text,
  encodeURIComponent(text),
  Buffer.from(text).toString('hex'),
  ...insideBase64(text),
]

const textOf = (value: unknown): string => {
  if (Buffer.isBuffer(value)) return value.toString('latin1')
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Every column of every table that holds the text, in whatever spelling: what a dump would show. */
export const findInDatabase = async (pool: Pool, text: string): Promise<string[]> => {
  const tables = await pool.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const found: string[] = []
  const sought = spellings(text.toLowerCase())
  const soughtInBase64 = insideBase64(text)
  for (const { name } of tables.rows) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from ${name}`)
    for (const [column, value] of rows.flatMap((row) => Object.entries(row))) {
      const kept = textOf(value)
      const small = kept.toLowerCase()
      if (sought.some((one) => small.includes(one)) || soughtInBase64.some((one) => kept.includes(one)))
        found.push(`${name}.${column}`)
    }
  }
  return [...new Set(found)].sort()
}
