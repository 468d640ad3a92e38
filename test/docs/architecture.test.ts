import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ROOT, readPage } from './markdown.ts'

const PAGE = readPage('ARCHITECTURE.md')

function filesOf(folder: string, end: string): string[] {
  return readdirSync(`${ROOT}/${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => readFileSync(`${ROOT}/${folder}/${name}`, 'utf8'))
}

/** What the migrations create in a schema. */
function tablesOf(schema: string): string[] {
  const created = new RegExp(`create table ${schema}\\."?(\\w+)"?`, 'g')
  return filesOf('src', '.sql').flatMap((sql) => [...sql.matchAll(created)].map(([, table = '']) => table))
}

/** First column of the table that follows a schema's heading. */
function describedTables(schema: string): string[] {
  const [, text = ''] = PAGE.split(`**Postgres, schema \`${schema}\`**`)
  const [table = ''] = text.split('\n\n**')
  const cells = [...table.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell)
  return cells.flatMap((cell) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name))
}

test.each(['inbox', 'ledger', 'mint', 'constraints', 'delivery', 'reconcile', 'audit', 'evidence'])(
  'every table of schema %s is described, and no other',
  (schema) => {
    expect(describedTables(schema).sort()).toEqual(tablesOf(schema).sort())
  },
)

test('every folder of src is in the map of folders', () => {
  const folders = readdirSync(`${ROOT}/src`, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
  expect(folders.filter((name) => !PAGE.includes(`| \`src/${name}\` |`))).toEqual([])
})

test('every metric is told in the going-live list, and no other', () => {
  const made = ['src/api/metrics.ts', 'src/api/measurement.ts', 'src/worker-metrics.ts'].flatMap((path) =>
    [...readPage(path).matchAll(/name: '([a-z_]+)'/g)].map(([, name = '']) => name),
  )
  const named = readPage('docs/going-live.md').match(
    /\b(?:alert|webhook|inbox|incident|fulfilment|ledger|secret|constraint|mint|delivery|health|reconciliation|catch_up)_[a-z_]+(?=[`{])/g,
  )
  const metrics = new Set(named?.filter((name) => name !== 'webhook_events'))
  expect([...metrics].sort()).toEqual(made.sort())
})
