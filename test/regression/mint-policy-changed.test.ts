import type { WorkflowHandle } from '@temporalio/client'
import { afterEach, expect, test } from 'vitest'
import type { Decision } from '../../src/domain/decision.ts'
import { readPolicy } from '../../src/policy.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { setCaps, setFunds } from '../mint/support/chain-control.ts'
import {
  effectsOf,
  type MintHarness,
  mintOf,
  newWallet,
  paidForTokens,
  TOKENS,
  useMintHarness,
} from '../workflows/support/minting.ts'
import { decision, openPark, type ParkRow } from '../workflows/support/observe.ts'

const chain = useTestChain()
const harnessed = useMintHarness(chain, { workers: false })

const MANY = 10n ** 27n
const stops: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
  await setCaps(chain(), MANY, 10n * MANY)
  await setFunds(chain(), chain().minter.address, 10n ** 21n)
})

const decide = (
  handle: WorkflowHandle,
  park: ParkRow,
  fields: Partial<Decision> & Pick<Decision, 'decision'>,
) => handle.executeUpdate('decide', { args: [decision(park, fields)] })

const worker = async (harness: MintHarness, perUsd: string): Promise<() => Promise<void>> => {
  const policy = readPolicy({ endpoints: { stripe: { mint: { asset: 'LTZ', perUsd } } } })
  const stop = await harness.startWorker({ policy })
  stops.push(stop)
  return stop
}

/** A mint over the cap has parked; then the rate was changed. */
const parkedBefore = async (harness: MintHarness) => {
  const before = await worker(harness, '1000')
  await setCaps(chain(), TOKENS - 1n, MANY)
  const event = paidForTokens()
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  await before()
  await worker(harness, '900')
  await setCaps(chain(), MANY, MANY)
  return { event, handle, park }
}

test('a mint is never sent to a wallet that an operator has replaced, also where the rate has changed since', async () => {
  const harness = harnessed()
  const { event, handle, park } = await parkedBefore(harness)
  const wallet = newWallet()
  await decide(handle, park, { decision: 'amend', patch: { wallet } })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  // Whatever the pump was given by then, it brings on chain.
  await (await harness.start(paidForTokens())).result()
  const mint = await mintOf(harness, event)
  const wasMinted = ['mined', 'safe', 'final', 'reserved'].includes(mint?.status ?? '')
  expect({ status: mint?.status, isToReplaced: wasMinted && mint?.to === event.wallet }).toMatchObject({
    isToReplaced: false,
  })
})

test('what an operator skips is withdrawn, also where the rate has changed since', async () => {
  const harness = harnessed()
  const { event, handle, park } = await parkedBefore(harness)
  await decide(handle, park, { decision: 'skip' })
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', skipped: ['mint'] })
  expect(await effectsOf(harness, event)).toMatchObject([{ state: 'skipped' }])
})
