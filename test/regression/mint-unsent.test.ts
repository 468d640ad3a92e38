import { beforeEach, expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { statement, word } from '../ledger/statements.ts'
import { refunded } from '../workflows/support/events.ts'
import {
  mintOf,
  newWallet,
  paidForTokens,
  SOON,
  TOKENS,
  useMintHarness,
} from '../workflows/support/minting.ts'
import { openPark, parksOf } from '../workflows/support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

const signer = () => ({
  chainId: chain().chain.chainId,
  address: chain().minter.address.toLowerCase() as `0x${string}`,
})
const supply = () => chain().chain.readTotalSupply('latest')
const goOn = () => harnessed().outbox.unpauseSigner(signer(), 'SIGNER_PAUSED')

/** Nothing is given a nonce until the signer goes on. */
beforeEach(async () => {
  const { outbox } = harnessed()
  await outbox.registerSigner(signer(), await chain().chain.readNonce(chain().minter.address, 'latest'))
  await outbox.pauseSigner(signer(), { code: 'SIGNER_PAUSED', message: 'a test' })
})

const started = async (event = paidForTokens()) => {
  const handle = await harnessed().start(event)
  await expect.poll(async () => (await mintOf(harnessed(), event))?.status, SOON).toBe('requested')
  return { event, handle }
}

test('nothing is minted once the refund is in the books, however soon after it the signer goes on', async () => {
  const before = await supply()
  const { event, handle } = await started()
  await openPark(harnessed(), await harnessed().start(refunded({ paymentId: event.paymentId })))
  await goOn()
  expect(await openPark(harnessed(), handle)).toMatchObject({ code: 'REFUND_OF_MINTED' })
  // The next payment is minted, and that one is not.
  await (await harnessed().start(paidForTokens())).result()
  expect((await supply()) - before).toBe(TOKENS)
  expect(await mintOf(harnessed(), event)).toMatchObject({ status: 'parked' })
  expect(await parksOf(harnessed(), handle)).toHaveLength(1)
}, 60_000)

test('a mint that an operator holds is not sent; released, it goes on by itself', async () => {
  const { event, handle } = await started()
  const say = (n: number, said: 'hold' | 'release') =>
    harnessed().ledger.stateFact(
      statement(event.account, n, word(said), { paymentId: event.paymentId ?? '' }),
      {
        finish: false,
      },
    )
  await say(1, 'hold')
  await goOn()
  // The next payment is minted, and that one is not.
  await (await harnessed().start(paidForTokens())).result()
  expect(await mintOf(harnessed(), event)).toMatchObject({ status: 'requested' })
  await say(2, 'release')
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', txHash: expect.stringMatching(/^0x/) })
  expect(await parksOf(harnessed(), handle)).toEqual([])
}, 60_000)

test('two names that turn out to be one payment are minted once, while no transaction is out for either', async () => {
  const before = await supply()
  const wallet = newWallet()
  const first = await started(paidForTokens({ wallet }))
  const second = await started(paidForTokens({ wallet }))
  const names = { paymentId: first.event.paymentId, refs: [second.event.paymentId ?? ''] }
  const joiner = await harnessed().start(paidForTokens({ wallet, ...names }))
  expect(await openPark(harnessed(), joiner)).toMatchObject({ code: 'EFFECT_CONFLICT' })
  expect(await openPark(harnessed(), second.handle)).toMatchObject({ code: 'EFFECT_CONFLICT' })
  await goOn()
  expect(await first.handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect((await supply()) - before).toBe(TOKENS)
}, 60_000)
