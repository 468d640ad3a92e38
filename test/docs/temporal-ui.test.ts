import { expect, test } from 'vitest'
import { SEARCH_ATTRIBUTES } from '../../src/workflows/search-attributes.ts'
import { readPage } from './markdown.ts'

const ROWS = [
  ...readPage('docs/temporal-ui.md').matchAll(/^\| [^|]+ \| `([^`]+)` \| \[open\]\((\S+)\) \|$/gm),
].map(([, query = '', link = '']) => ({ query, link }))

/** Temporal's own, beside those we register. */
const BUILT_IN = ['WorkflowType', 'ExecutionStatus', 'StartTime']

test('every link to a view opens the query that stands beside it', () => {
  expect(ROWS.length).toBeGreaterThan(5)
  for (const { query, link } of ROWS) expect(new URL(link).searchParams.get('query')).toBe(query)
})

test('every view asks for search attributes that are there', () => {
  const known = [...BUILT_IN, ...SEARCH_ATTRIBUTES.map(({ name }) => name)]
  const asked = ROWS.flatMap(({ query }) =>
    [...query.matchAll(/(\w+) ?(?:=|<|STARTS_WITH)/g)].map(([, name = '']) => name),
  )
  expect(asked.filter((name) => !known.includes(name))).toEqual([])
})
