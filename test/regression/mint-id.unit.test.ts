import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mintIdOf } from '../../src/chain/mint-call.ts'
import { readPolicy } from '../../src/policy.ts'

const policyOf = (account: string) => () => readPolicy({ endpoints: { stripe: { account } } })

test('error: an account whose name holds | stops the start', () => {
  expect(policyOf('shop|pi')).toThrow('must not hold |')
  expect(policyOf('|')).toThrow('must not hold |')
  expect(policyOf('shop pi')()).toMatchObject({ endpoints: { stripe: { account: 'shop pi' } } })
})

test('two payments never share the id of a mint, whatever their own ids hold', () => {
  // Few letters, so that pairs meet wherever they can.
  const account = fc.stringMatching(/^[ab]{1,3}$/)
  const paymentId = fc.stringMatching(/^[ab|]{1,4}$/)
  const payment = fc.record({ account, paymentId })
  fc.assert(
    fc.property(payment, payment, (one, other) => {
      const isSame = one.account === other.account && one.paymentId === other.paymentId
      expect(mintIdOf(one) === mintIdOf(other)).toBe(isSame)
    }),
    { numRuns: 2_000 },
  )
})

test('an account with | would share ids with others: that is why it is refused', () => {
  const shared = mintIdOf({ account: 'a', paymentId: 'b|c' })
  expect(mintIdOf({ account: 'a|b', paymentId: 'c' })).toBe(shared)
})
