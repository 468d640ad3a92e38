import { generatePrivateKey } from 'viem/accounts'
import { expect, test } from 'vitest'
import { createMintSigner } from '../../src/chain/mint-chain.ts'
import { createSigner } from '../../src/chain/signer.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { grantMinterTo, setFunds } from './support/chain-control.ts'
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

test('two signers share the work, each with its own nonces', async () => {
  const minting = await startMinting(on())
  const other = createSigner(generatePrivateKey())
  await setFunds(on(), other.address, 10n ** 20n)
  await grantMinterTo(on(), other.address)
  const second = { ...minting, pump: { ...minting.pump, signer: createMintSigner(other) } }
  const requests = newRequests(40)
  for (let from = 0; from < requests.length; from += 10) {
    await requestAll(minting, requests.slice(from, from + 10))
    // Whoever is faster may take all of a round: the first is the second's alone.
    if (from === 0) await pumpPass({ ...second.pump, maxBatch: 4 })
    await Promise.all([minting, second].map(({ pump }) => pumpPass({ ...pump, maxBatch: 4 })))
  }
  await Promise.all([minting, second].map((one) => pumpUntilIdle(one, on())))
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
  const { rows } = await minting.pool.query('select distinct signer from mint.eth_tx')
  expect(rows).toHaveLength(2)
})
