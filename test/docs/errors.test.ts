import { expect, test } from 'vitest'
import type { ProblemKind } from '../../src/api/problem.ts'
import { ERROR_CODES } from '../../src/domain/errors.ts'
import type { Refusal } from '../../src/providers/provider.ts'
import { readPage } from './markdown.ts'
import { refusalCodes } from './refusal-codes.ts'

const PAGE = readPage('docs/errors.md')

/** The compiler keeps these two complete: a member that is missing here, or too much, is a type error. */
const REASONS: Record<Refusal, true> = {
  no_active_secret: true,
  missing_signature: true,
  duplicate_signature: true,
  malformed_signature: true,
  stale_timestamp: true,
  future_timestamp: true,
  wrong_signature: true,
}
const PROBLEMS: Record<ProblemKind, true> = {
  'invalid-request': true,
  unauthorized: true,
  forbidden: true,
  'not-found': true,
  conflict: true,
  'under-way': true,
  'too-large': true,
  'invalid-content': true,
  'key-reused': true,
  'too-many-requests': true,
  internal: true,
  unavailable: true,
}

/** The text below a heading, down to the next of its level or above. */
function section(heading: string): string {
  const [marks = '#'] = /^#+/.exec(heading) ?? []
  const below = PAGE.split(`\n${heading}\n`)[1] ?? expect.fail(`there is no heading ${heading}`)
  return below.split(new RegExp(`^#{1,${marks.length}} `, 'm'))[0] ?? ''
}

function explained(heading: string): string[] {
  return [...section(heading).matchAll(/^### `([A-Z_]+)`$/gm)].map(([, code = '']) => code)
}

function rows(heading: string): string[] {
  return [...section(heading).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name)
}

test('every code of fulfilment is explained, and no other', () => {
  expect(explained('## Codes of fulfilment')).toEqual([...ERROR_CODES].sort())
})

test('every code a webhook is refused with is explained, and no other', () => {
  expect(explained('## Answers to webhooks').sort()).toEqual([...new Set(refusalCodes())].sort())
})

test('every explanation says what it means, what is seen and what to send', () => {
  for (const code of [...ERROR_CODES, ...refusalCodes()]) {
    const text = section(`### \`${code}\``)
    const labels = [...text.matchAll(/^- \*\*(\w+):\*\* \S/gm)].map(([, label]) => label)
    expect({ code, labels }).toEqual({ code, labels: ['Means', 'Seen', 'Send'] })
  }
})

test('every reason of a bad signature and every problem of the operator API is listed, and no other', () => {
  expect(rows('### Reasons of a bad signature').sort()).toEqual(Object.keys(REASONS).sort())
  expect(rows('## Problem documents of the operator API').sort()).toEqual(Object.keys(PROBLEMS).sort())
})

test('every code that parks is in the runbook’s table', () => {
  const runbook = readPage('docs/runbook.md')
  const neverParks = [
    'AUDIT_UNAVAILABLE',
    'CHAIN_MISMATCH',
    'CONFIG_INVALID',
    'CONSTRAINTS_UNAVAILABLE',
    'INBOX_UNAVAILABLE',
    'INVALID_DECISION',
    'MAIL_FAILED',
    'EVENT_AMENDED',
    'EVENT_NOT_FOUND',
    'MAIL_FAILED',
    'OUTBOUND_FAILED',
    'OUTBOUND_REFUSED',
    'PROVIDER_REFUSED',
    'PROVIDER_UNAVAILABLE',
  ]
  const missing = ERROR_CODES.filter((code) => !neverParks.includes(code) && !runbook.includes(`:${code}\``))
  expect(missing).toEqual([])
})
