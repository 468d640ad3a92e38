import { afterEach, expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setFunds } from '../mint/support/chain-control.ts'
import { mintOf, paidForTokens, pumpIdOf, useMintHarness } from '../workflows/support/minting.ts'
import { openPark } from '../workflows/support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain)

afterEach(() => setFunds(chain(), chain().minter.address, 10n ** 21n))

test('a pump that was terminated while its signer was paused is started again by the next mints', async () => {
  const harness = harnessed()
  const pump = harness.environment.client.workflow.getHandle(pumpIdOf(chain()))
  await setFunds(chain(), chain().minter.address, 0n)
  const waiting = await harness.start(paidForTokens())
  await openPark(harness, pump)
  await pump.terminate('cleaning up what is parked')
  await setFunds(chain(), chain().minter.address, 10n ** 21n)
  const event = paidForTokens()
  const next = await harness.start(event)
  const within = new Promise((resolve) => setTimeout(resolve, 75_000, 'nothing in 75 s'))
  const ends = await Promise.race([Promise.all([waiting.result(), next.result()]), within])
  expect({ ends, mint: (await mintOf(harness, event))?.status }).toMatchObject({
    ends: [{ outcome: 'fulfilled' }, { outcome: 'fulfilled' }],
  })
}, 120_000)
