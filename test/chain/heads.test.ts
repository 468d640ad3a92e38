import { array, bigInt, assert as check, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import { combineHeads, finalityAt, type Heads } from '../../src/chain/heads.ts'

/** Few blocks, so that some views are within the 60 that count as keeping up, and some are not. */
const height = bigInt({ min: 0n, max: 200n })
const view = tuple(height, height, height).map((three): Heads => {
  const [finalized = 0n, safe = 0n, latest = 0n] = three.toSorted((a, b) => (a < b ? -1 : 1))
  return { latest, safe, finalized }
})

test('nothing is final that a node which keeps up does not call final', () => {
  check(
    property(array(view, { minLength: 1, maxLength: 5 }), height, (views, block) => {
      const heads = combineHeads(views) ?? expect.fail('there is a view')
      const current = views.filter(({ latest }) => latest + 60n >= heads.latest)
      const finality = finalityAt(block, heads)
      expect(finality === 'finalized').toBe(current.every(({ finalized }) => block <= finalized))
      expect(finality === 'latest').toBe(current.some(({ safe }) => block > safe))
    }),
  )
})

test('the order of the nodes does not matter', () => {
  check(
    property(array(view, { maxLength: 5 }), (views) => {
      expect(combineHeads(views.toReversed())).toEqual(combineHeads(views))
    }),
  )
})

test('without any view there is none', () => {
  expect(combineHeads([])).toBeUndefined()
})
