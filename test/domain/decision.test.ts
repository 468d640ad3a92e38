import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asksTheSame, readDecision } from '../../src/domain/decision.ts'

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
    [{ ...good, reason: 'a\0b' }, 'reason'],
    [{ ...good, actor: 'a\nb' }, 'actor'],
    [{ ...good, decisionId: 'half of \ud83d' }, 'decisionId'],
    [{ ...good, decision: 'amend', patch: { owner: '\udc00' } }, 'patch.owner'],
  ])('error: %j says what to send', (input, says) => {
    expect(readDecision(input)).toEqual({ invalid: expect.stringContaining(says) })
  })

  test('anything at all is read or refused, never thrown', () => {
    fc.assert(fc.property(fc.anything(), (input) => typeof readDecision(input) === 'object'))
  })
})

describe('asksTheSame', () => {
  const amend = { ...good, patch: { asset: 'USD', amount: '1' } }

  test.each([
    [good, { ...good, patch: {} }],
    [good, { ...good, patch: null }],
    [good, { ...good, decisionId: 'd2', actor: 'bob', reason: 'as ana said' }],
    [amend, { ...good, patch: { amount: '1', asset: 'USD' } }],
  ])('whoever sends it, and however it is written: %j, %j', (one, other) => {
    expect(asksTheSame(one, other)).toBe(true)
  })

  test.each([
    [good, { ...good, parkId: 'books-2-1f3a9c' }],
    [good, { ...good, decision: 'skip' }],
    [good, amend],
    [amend, { ...good, patch: { asset: 'USD', amount: '2' } }],
    [amend, { ...good, patch: { asset: 'USD' } }],
  ])('another park, decision or patch is another: %j, %j', (one, other) => {
    expect(asksTheSame(one, other)).toBe(false)
  })
})
