import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { openApiText } from '../../scripts/openapi.ts'

const PUBLISHED = readFileSync('docs/openapi.json', 'utf8')

test('the published description is what the routes say: npx tsx scripts/openapi.ts', () => {
  expect(PUBLISHED).toBe(openApiText())
})

test('a linter finds nothing in it', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const found = await lintFromString({ source: PUBLISHED, absoluteRef: 'docs/openapi.json', config })
  expect(found.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([])
})
