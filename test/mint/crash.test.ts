/** @module-tag counts-effects */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  compareBalances,
  type Minting,
  newRequest,
  newRequests,
  pumpUntilIdle,
  requestAll,
  startMinting,
} from './support/minting.ts'
import { startPump } from './support/start-pump.ts'
import { Killed, watchedPump } from './support/watched-pump.ts'

const on = useTestChain()
const NOTHING_WRONG = { doubled: 0, missing: 0 }

/** A pass that ends after so many calls, for good. Resolves with whether it came that far. */
const passUpTo = async ({ pump }: Minting, calls: number): Promise<boolean> => {
  let made = 0
  const mortal = watchedPump(pump, () => {
    made += 1
    if (made >= calls) throw new Killed()
  })
  try {
    await pumpPass(mortal)
    return false
  } catch (error) {
    if (error instanceof Killed) return true
    throw error
  }
}

test('a pass may end after any of its calls; whoever comes next goes on', async () => {
  const minting = await startMinting(on())
  const requests = []
  let calls = 0
  let isKilled = true
  while (isKilled) {
    const request = newRequest()
    requests.push(request)
    await minting.outbox.requestMint(request)
    calls += 1
    isKilled = await passUpTo(minting, calls)
  }
  // One call at least of each kind: reserve, read, sign, store, observe, record, broadcast.
  expect(calls).toBeGreaterThan(15)
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('processes killed after reserving, storing, sending and recording lose and double nothing', async () => {
  const minting = await startMinting(on())
  const requests = newRequests(20)
  await requestAll(minting, requests)
  const moments = ['reserve', 'storeAttempt', 'broadcast', 'recordMined']
  const pumps = await Promise.all(moments.map((diesAfter) => startPump(on(), minting, { diesAfter })))
  onTestFinished(() => pumps.forEach(({ child }) => void child.kill('SIGKILL')))
  const endings = Promise.all(pumps.map(({ ended }) => ended))
  while ((await Promise.race([endings, sleep(100)])) === undefined) {
    const request = newRequest()
    requests.push(request)
    await minting.outbox.requestMint(request)
    await on().control.mine({ blocks: 1 })
  }
  expect(await endings).toEqual(moments.map(() => 'SIGKILL'))
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})
