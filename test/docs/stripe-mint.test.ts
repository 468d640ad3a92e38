import { expect, test } from 'vitest'
import { readPage } from './markdown.ts'
import { mintRefusals } from './mint-refusals.ts'

const [, AFTER = ''] = readPage('docs/errors.md').split(/^## Answers of stripe-mint\n/m)
const [SECTION = ''] = AFTER.split(/^## /m)
const ROW = /^\| `([A-Z_]+)` \| (\d{3}) \| ([^|]+?) \|/gm

test('every refusal of stripe-mint is listed with its status and its words, and no other', () => {
  const listed = [...SECTION.matchAll(ROW)].map(([, code, status, message]) => ({ code, status, message }))
  const refusals = mintRefusals().map(({ code, status, message }) => ({ code, status: `${status}`, message }))
  expect(listed).toEqual(expect.arrayContaining(refusals))
  expect(listed).toHaveLength(refusals.length)
})
