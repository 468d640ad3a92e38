import { expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { disputed, paid, refunded } from './support/events.ts'
import { keepHistory } from './support/keep-history.ts'
import {
  effectsOf,
  expectAllBooksAgree,
  mintOf,
  paidForTokens,
  TOKENS,
  useMintHarness,
} from './support/minting.ts'
import { available, openPark, stateOf } from './support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

test('a payment that names a wallet ends minted, once, and its event is fulfilled only then', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  const handle = await harness.start(event)
  const result = await handle.result()
  const mint = await mintOf(harness, event)
  expect(mint).toMatchObject({ amount: TOKENS, to: event.wallet })
  expect(['safe', 'final']).toContain(mint?.status)
  expect(result).toMatchObject({ outcome: 'fulfilled', orderStatus: 'paid', txHash: mint?.txHash })
  expect(await stateOf(harness, event.eventKey)).toBe('fulfilled')
  expect(await effectsOf(harness, event)).toEqual([{ effect: 'mint', state: 'done', txHash: mint?.txHash }])
  expect(await available(harness, `user:${event.paymentId}`)).toBe('0')
  await expectAllBooksAgree(harness)
  await keepHistory(handle, 'minted')
  await keepHistory(
    harness.environment.client.workflow.getHandle(`mint:shop:${event.paymentId}`),
    'mint-carried',
  )
})

test('two events of one payment mint once, and both are fulfilled', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  const sibling = { ...event, eventKey: `${event.eventKey}_sibling`, providerType: 'charge.succeeded' }
  const handles = await Promise.all([harness.start(event), harness.start(sibling)])
  const results = await Promise.all(handles.map((handle) => handle.result()))
  expect(results).toEqual([
    expect.objectContaining({ outcome: 'fulfilled' }),
    expect.objectContaining({ outcome: 'fulfilled' }),
  ])
  const later = { ...event, eventKey: `${event.eventKey}_later` }
  const { txHash } = (await mintOf(harness, event)) ?? {}
  await expect.poll(async () => (await effectsOf(harness, event))?.[0]?.state).toBe('done')
  expect(await (await harness.start(later)).result()).toMatchObject({ outcome: 'fulfilled', txHash })
  await expectAllBooksAgree(harness)
})

test('error: a payment that was credited is not minted as well', async () => {
  const harness = harnessed()
  const credited = paid()
  await (await harness.start(credited)).result()
  const wallet = `0x${'12'.repeat(20)}`
  const handle = await harness.start({ ...credited, eventKey: `${credited.eventKey}_wallet`, wallet })
  expect(await openPark(harness, handle)).toMatchObject({ code: 'EFFECT_CONFLICT' })
  expect(await mintOf(harness, credited)).toBeNull()
})

test.each([
  ['refunded', refunded],
  ['disputed', disputed],
])('error: a payment that is %s before it is minted parks before minting', async (_, of) => {
  const harness = harnessed()
  const event = paidForTokens()
  const { paymentId } = event
  await (await harness.start(of({ paymentId }))).result()
  const handle = await harness.start(event)
  expect(await openPark(harness, handle)).toMatchObject({ code: 'REFUND_OF_MINTED' })
  expect(await mintOf(harness, event)).toBeNull()
  expect(await effectsOf(harness, event)).toEqual([])
})

test('error: a refund of a minted payment parks, for no token is taken back', async () => {
  const harness = harnessed()
  const event = paidForTokens()
  await (await harness.start(event)).result()
  const handle = await harness.start(refunded({ paymentId: event.paymentId }))
  expect(await openPark(harness, handle)).toMatchObject({ code: 'REFUND_OF_MINTED' })
  await expectAllBooksAgree(harness)
})
