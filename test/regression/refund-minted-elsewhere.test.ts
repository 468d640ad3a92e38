import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStripeRefunds } from '../../src/provider-apis/stripe-refunds.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setCaps } from '../mint/support/chain-control.ts'
import { paidForTokens, TOKENS, useMintHarness } from '../workflows/support/minting.ts'
import { decision, openPark } from '../workflows/support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain, { workers: false })

let stripe: StripeStandIn
beforeAll(async () => {
  stripe = await startStripeStandIn()
  await harnessed().startWorker({ refunds: new Map([['stripe', createStripeRefunds(stripe)]]) })
})
afterAll(() => stripe.stop())

test('error: money is not given back where one event parks and another one of the payment is minting', async () => {
  await setCaps(chain(), TOKENS - 1n, 10n ** 27n)
  const minting = paidForTokens()
  const { paymentId } = minting
  stripe.payments.pay(paymentId ?? '', 1999)
  await openPark(harnessed(), await harnessed().start(minting))
  const other = await harnessed().start(paidForTokens({ paymentId }))
  const park = await openPark(harnessed(), other)
  expect(park.code).toBe('EFFECT_CONFLICT')
  const refused = other.executeUpdate('decide', { args: [decision(park, { decision: 'refund' })] })
  await expect(refused).rejects.toMatchObject({
    cause: { message: expect.stringContaining('another of its events') },
  })
  expect(stripe.payments.refunds).toEqual([])
  await other.executeUpdate('decide', { args: [decision(park, { decision: 'skip' })] })
})
