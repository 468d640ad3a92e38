import type { ClientBase } from 'pg'
import type { Condition } from './event-filter.ts'

/** More of them tell an operator nothing, and would have to be sorted. */
export const MAX_NAMED = 1_000

export interface Statement {
  readonly text: string
  readonly values: readonly unknown[]
}

const COLUMNS = ['event_key', 'payment_id', 'order_reference', 'workflow_id'] as const

// Not LIKE: of a value that is sent apart from its statement no range would be known. After all that begins so comes what
// begins so and goes on with the last of all characters.
const NAMED = COLUMNS.map(
  (column) => `
  (select id::text from inbox.event where ${column} ~>=~ $1 and ${column} ~<~ ($1 || chr(1114111))
   order by ${column} using ~<~ limit ${MAX_NAMED + 1})`,
).join(' union ')

/** The statement that finds events by the beginning of one of their ids; by each of these, one more than `MAX_NAMED` at most. */
export function namedQuery(beginning: string): Statement {
  return { text: NAMED, values: [beginning] }
}

/** The events one of whose ids begins so. Undefined: they are too many. */
export async function findNamed(
  client: ClientBase,
  beginning: string,
): Promise<readonly string[] | undefined> {
  const { text, values } = namedQuery(beginning)
  const { rows } = await client.query<{ id: string }>(text, [...values])
  return rows.length > MAX_NAMED ? undefined : rows.map(({ id }) => id)
}

/** The same, of what has no index. */
export function beginsWith(beginning: string): Condition {
  const clauses = COLUMNS.map((column) => `starts_with(${column}, $)`)
  return [`(${clauses.join(' or ')})`, ...COLUMNS.map(() => beginning)]
}
