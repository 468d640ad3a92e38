import { expect, test } from 'vitest'
import { readPolicy } from '../../src/policy.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setCaps } from '../mint/support/chain-control.ts'
import { expectAllBooksAgree, mintOf, paidForTokens, TOKENS, useMintHarness } from './support/minting.ts'
import { decision, openPark } from './support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain, { workers: false })

const MANY = 10n ** 27n

test('a mint keeps the amount it was planned with, also where the rate was changed before an operator says retry', async () => {
  const harness = harnessed()
  const stop = await harness.startWorker()
  await setCaps(chain(), TOKENS - 1n, MANY)
  const event = paidForTokens()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  await stop()
  const policy = readPolicy({ endpoints: { stripe: { mint: { asset: 'LTZ', perUsd: '900' } } } })
  await harness.startWorker({ policy })
  await setCaps(chain(), MANY, MANY)
  await handle.executeUpdate('decide', { args: [decision(park, { decision: 'retry' })] })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect(await mintOf(harness, event)).toMatchObject({ amount: TOKENS })
  await expectAllBooksAgree(harness)
})
