import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readDecision } from '../../src/domain/decision.ts'

const good = {
  decisionId: 'd1',
  parkId: 'books-1-1f3a9c',
  decision: 'retry',
  actor: 'ana',
  reason: 'currency added',
}

describe('readDecision', () => {
  test('a complete decision is read as it is', () => {
    expect(readDecision(good)).toEqual(good)
  })

  test('amend carries its patch', () => {
    expect(readDecision({ ...good, decision: 'amend', patch: { owner: 'user:42' } })).toMatchObject({
      patch: { owner: 'user:42' },
    })
  })

  test('a patch beside another decision is dropped', () => {
    expect(readDecision({ ...good, patch: { owner: 'user:42' } })).not.toHaveProperty('patch')
  })

  test.each([
    [undefined, 'send one JSON object'],
    [{ ...good, parkId: undefined }, 'parkId'],
    [{ ...good, decision: 'approve' }, 'retry, amend, skip, refund, abort'],
    [{ ...good, decision: 'amend' }, 'patch'],
    [{ ...good, decision: 'amend', patch: {} }, 'patch'],
    [{ ...good, decision: 'amend', patch: { amount: 10 } }, 'patch.amount'],
    [{ ...good, decision: 'amend', patch: { distinct: 'x' } }, 'patch.distinct'],
    [{ ...good, reason: 'x'.repeat(201) }, 'reason'],
  ])('error: %j says what to send', (input, says) => {
    expect(readDecision(input)).toEqual({ invalid: expect.stringContaining(says) })
  })

  test('anything at all is read or refused, never thrown', () => {
    fc.assert(fc.property(fc.anything(), (input) => typeof readDecision(input) === 'object'))
  })
})
