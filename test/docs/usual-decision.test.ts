import { expect, test } from 'vitest'
import { DECISIONS } from '../../src/domain/decision.ts'
import { ERROR_CODES } from '../../src/domain/errors.ts'
import { usualDecision } from '../../src/domain/usual-decision.ts'
import { readPage } from './markdown.ts'

const [, REASONS = ''] = readPage('docs/runbook.md').split('\n## Reasons\n')

const rowsOf = (code: string): string[] =>
  (REASONS.split('\n## ')[0] ?? '').split('\n').filter((row) => row.includes(`:${code}\``))

test('what is proposed for a park is what its row of the runbook says, with its fields', () => {
  const parks = ERROR_CODES.filter((code) => rowsOf(code).length > 0)
  expect(parks.length).toBeGreaterThan(20)
  const wrong = parks.filter((code) => {
    const { decision, patch = {} } = usualDecision(code, DECISIONS)
    return !rowsOf(code).some((row) => {
      const send = row.split(' | ').at(-1) ?? ''
      return (
        send.includes(`\`${decision}`) && Object.keys(patch).every((field) => send.includes(`"${field}"`))
      )
    })
  })
  expect(wrong).toEqual([])
})

test('what a park does not take is not proposed for it', () => {
  expect(usualDecision('OWNER_UNKNOWN', ['retry', 'abort'])).toEqual({ decision: 'retry' })
})
