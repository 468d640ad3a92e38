import { afterAll, beforeAll, expect, test } from 'vitest'
import { createStripeRefunds } from '../../src/provider-apis/stripe-refunds.ts'
import { type StripeStandIn, startStripeStandIn } from '../../src/stack/stripe-stand-in.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setCaps } from '../mint/support/chain-control.ts'
import { refunded } from './support/events.ts'
import {
  effectsOf,
  expectAllBooksAgree,
  mintOf,
  newWallet,
  paidForTokens,
  TOKENS,
  useMintHarness,
} from './support/minting.ts'
import { decision, openPark } from './support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain, { workers: false })

const MANY = 10n ** 27n

let stripe: StripeStandIn
beforeAll(async () => {
  stripe = await startStripeStandIn()
  await harnessed().startWorker({ refunds: new Map([['stripe', createStripeRefunds(stripe)]]) })
})
afterAll(() => stripe.stop())

/** Paid, and over the cap: its mint has stopped. */
const parkedAtMint = async () => {
  await setCaps(chain(), TOKENS - 1n, MANY)
  const event = paidForTokens()
  stripe.payments.pay(event.paymentId ?? '', 1999)
  const handle = await harnessed().start(event)
  const park = await openPark(harnessed(), handle)
  expect(park.code).toBe('MINT_CAP_EXCEEDED')
  await setCaps(chain(), MANY, MANY)
  return { event, handle, park }
}

const givenFor = (paymentId: string | undefined): number[] =>
  stripe.payments.refunds
    .filter(({ payment_intent }) => payment_intent === paymentId)
    .map(({ amount }) => amount)

test('a refund instead of a mint that has stopped: the money goes back, and nothing is ever minted for it', async () => {
  const { event, handle, park } = await parkedAtMint()
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'refund' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', refundId: expect.any(String) })
  expect(givenFor(event.paymentId)).toEqual([1999])
  await (await harnessed().start(refunded({ paymentId: event.paymentId ?? '' }))).result()
  expect(await mintOf(harnessed(), event)).toMatchObject({ status: 'parked' })
  expect(await effectsOf(harnessed(), event)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ effect: 'mint', state: 'skipped' }),
      expect.objectContaining({ effect: 'refund', state: 'done' }),
    ]),
  )
  await expectAllBooksAgree(harnessed())
})

test('error: a refund that the provider refuses leaves the mint as it was, and retry mints it', async () => {
  const { event, handle, park } = await parkedAtMint()
  stripe.payments.refuse(1)
  const refused = handle.executeUpdate('decide', { args: [decision(park, { decision: 'refund' })] })
  await expect(refused).rejects.toMatchObject({
    cause: { message: expect.stringContaining('does not refund') },
  })
  expect(givenFor(event.paymentId)).toEqual([])
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  await expectAllBooksAgree(harnessed())
})

test('error: what is minted already is not refunded too, whichever event of the payment parks', async () => {
  await setCaps(chain(), MANY, MANY)
  const wallet = newWallet()
  const event = paidForTokens({ wallet })
  stripe.payments.pay(event.paymentId ?? '', 1999)
  await (await harnessed().start(event)).result()
  const money = { amount: { text: '500', unit: 'minor' }, asset: 'USD' } as const
  const other = await harnessed().start(paidForTokens({ paymentId: event.paymentId, wallet, money }))
  const park = await openPark(harnessed(), other)
  const refused = other.executeUpdate('decide', { args: [decision(park, { decision: 'refund' })] })
  await expect(refused).rejects.toMatchObject({
    cause: { message: expect.stringContaining('tokens were minted') },
  })
  expect(givenFor(event.paymentId)).toEqual([])
  await other.executeUpdate('decide', { args: [decision(park, { decision: 'skip' })] })
})
