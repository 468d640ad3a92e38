import { expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  effectsOf,
  expectAllBooksAgree,
  mintOf,
  paidForTokens,
  TOKENS,
  useMintHarness,
} from './support/minting.ts'
import { decision, eventually, historyOf } from './support/observe.ts'
import { settlementOf } from './support/settlements.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

test('a pending payment that names a wallet is minted as soon as it is confirmed, whoever confirms it', async () => {
  const harness = harnessed()
  const event = paidForTokens({ type: 'payment.pending', providerType: 'charge:pending' })
  const handle = await harness.start(event)
  const settlement = settlementOf(harness, event.paymentId)
  await eventually(async () => {
    const events = await settlement.describe().catch(() => undefined)
    return events && (await historyOf(handle)).length > 0 ? true : undefined
  }, 'its settlement runs')
  expect(await mintOf(harness, event)).toBeNull()
  expect(await effectsOf(harness, event)).toEqual([])

  await settlement.signal('decide', decision({ parkId: '-' }, { decision: 'confirm' }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await mintOf(harness, event)).toMatchObject({ amount: TOKENS, to: event.wallet })
  await expectAllBooksAgree(harness)
})
