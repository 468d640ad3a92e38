/** What became of one thing that happened on the tour. */
export interface Row {
  readonly event: string
  /** What the service answered, or where on the chain it happened. */
  readonly answer: string
  readonly workflow: string
  readonly changed: string
  readonly ok: boolean
}

const HEADINGS = { event: 'event', answer: 'answer', workflow: 'workflow', changed: 'what changed' } as const
const COLUMNS = ['event', 'answer', 'workflow', 'changed'] as const
/** A longer id is shown without its middle. */
const LONGEST = 28

export function table(rows: readonly Row[]): string[] {
  const shown = rows.map((row) => ({ ...row, workflow: shortened(row.workflow) }))
  const widths = COLUMNS.map((column) => Math.max(...[HEADINGS, ...shown].map((row) => row[column].length)))
  const line = (mark: string, cells: readonly string[]) =>
    `${mark} ${cells.map((cell, n) => cell.padEnd(widths[n] ?? 0)).join('  ')}`.trimEnd()
  const cellsOf = (row: Omit<Row, 'ok'>) => COLUMNS.map((column) => row[column])
  return [
    line(' ', cellsOf(HEADINGS)),
    line(
      ' ',
      widths.map((width) => '─'.repeat(width)),
    ),
    ...shown.map((row) => line(row.ok ? '✓' : '✗', cellsOf(row))),
  ]
}

/** Parts of a cell, without those that say nothing. */
export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(' · ')
}

/** Both ends of an id: what it is, and which. */
function shortened(id: string): string {
  const half = Math.floor((LONGEST - 1) / 2)
  return id.length <= LONGEST ? id : `${id.slice(0, half + 1)}…${id.slice(-half)}`
}
