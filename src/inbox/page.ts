/** Rows after a position, and the position to go on from; undefined when these were the last. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly next?: readonly string[]
}

/** Asked for one row more than wanted, a query shows whether there is a next page without counting all. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => readonly string[],
): Page<Row> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return rows.length > limit && last !== undefined ? { rows: kept, next: positionOf(last) } : { rows: kept }
}
