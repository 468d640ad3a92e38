import { expect, test } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  compareBalances,
  finalAmount,
  newRequest,
  newRequests,
  pumpUntilIdle,
  requestAll,
  startMinting,
  statusOf,
} from './support/minting.ts'

const on = useTestChain()
const NOTHING_WRONG = { doubled: 0, missing: 0 }

test('a mint goes from requested over mined and safe to final, under one transaction hash', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  expect(await minting.outbox.requestMint(request)).toMatchObject({ status: 'requested', txHash: undefined })
  expect(await pumpPass(minting.pump)).toMatchObject({ reserved: 1, signed: 1, sent: 1, waiting: 1 })
  expect(await statusOf(minting, request)).toBe('reserved')
  expect(await pumpPass(minting.pump)).toMatchObject({ sent: 0, waiting: 0, watched: 1 })
  const mined = await minting.outbox.mint(request.id)
  expect(mined).toMatchObject({ status: 'mined', txHash: expect.stringMatching(/^0x[0-9a-f]{64}$/) })

  await on().control.mine({ blocks: 2 })
  await pumpPass(minting.pump)
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'safe', txHash: mined?.txHash })
  await on().control.mine({ blocks: 2 })
  expect(await pumpPass(minting.pump)).toMatchObject({ final: 1, watched: 0 })
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'final', txHash: mined?.txHash })
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('a pump that is told so puts fewer into a transaction', async () => {
  const minting = await startMinting(on())
  const requests = newRequests(7)
  await requestAll(minting, requests)
  expect(await pumpPass({ ...minting.pump, maxBatch: 3 })).toMatchObject({ reserved: 3, requested: 0 })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('250 mints take three transactions', async () => {
  const minting = await startMinting(on())
  const requests = newRequests(250)
  await requestAll(minting, requests)
  expect(await pumpPass(minting.pump)).toMatchObject({ reserved: 3, requested: 0 })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
  expect(await finalAmount(minting)).toBe(requests.reduce((sum, { amount }) => sum + amount, 0n))
})
