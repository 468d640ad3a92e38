import { afterEach, expect, test, vi } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand, withChain } from './support/chain-control.ts'
import { compareBalances, newRequests, pumpUntilIdle, requestAll, startMinting } from './support/minting.ts'

const on = useTestChain()

afterEach(() => vi.useRealTimers())

/** As if each answer of that kind had taken so long. */
const after = async <T>(seconds: number, answer: Promise<T>): Promise<T> => {
  const found = await answer
  vi.setSystemTime(Date.now() + seconds * 1_000)
  return found
}

test('nodes that take their time make passes short of work, not long: what must go first goes, and the rest later', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const minting = await startMinting(on())
  const single = { ...minting, pump: { ...minting.pump, maxBatch: 1 } }
  const requests = newRequests(4)
  await requestAll(single, requests)
  await mineByHand(on())
  const { simulate, broadcast } = single.pump.chain
  const slowToTell = withChain(single, {
    simulate: (from, mints) => after(4, simulate(from, mints)),
  })
  expect(await pumpPass(slowToTell.pump)).toMatchObject({ reserved: 2, signed: 2, sent: 2, requested: 2 })
  const slowToTake = withChain(single, { broadcast: (raw) => after(8, broadcast(raw)) })
  expect(await pumpPass(slowToTake.pump)).toMatchObject({ reserved: 2, signed: 2, sent: 2, waiting: 4 })
  expect(await pumpPass(single.pump)).toMatchObject({ sent: 4, waiting: 4 })
  await mine(on())
  await pumpUntilIdle(single, on())
  expect(await compareBalances(on(), requests)).toEqual({ doubled: 0, missing: 0 })
})
