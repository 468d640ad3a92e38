import type { Hex } from 'viem'
import { generatePrivateKey } from 'viem/accounts'
import { afterEach, expect, test } from 'vitest'
import { DEFAULT_CAPS } from '../../src/chain/deploy-ltz.ts'
import { encodeMints } from '../../src/chain/mint-call.ts'
import { createMintSigner } from '../../src/chain/mint-chain.ts'
import { createSigner } from '../../src/chain/signer.ts'
import type { MintRequest } from '../../src/mint/mint.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { newMint, useTestChain } from '../chain/support/test-chain.ts'
import {
  grantMinterTo,
  mine,
  mineByHand,
  sendAs,
  setCaps,
  setFunds,
  wipePool,
  withChain,
} from './support/chain-control.ts'
import {
  compareBalances,
  LTZ,
  type Minting,
  newRequest,
  newRequests,
  pumpUntilIdle,
  requestAll,
  startMinting,
  statusOf,
} from './support/minting.ts'

const on = useTestChain()
const NOTHING_WRONG = { doubled: 0, missing: 0 }
const PLENTY = 10n ** 30n

afterEach(() => setCaps(on(), DEFAULT_CAPS.transaction, PLENTY))

const statusesOf = (minting: Minting, requests: readonly MintRequest[]) =>
  Promise.all(requests.map((request) => statusOf(minting, request)))

const sizesOf = async ({ pool }: Minting): Promise<number[]> => {
  const { rows } = await pool.query('select count(*)::int as size from mint.mint_tx group by tx order by tx')
  return rows.map(({ size }) => size)
}

test('one mint over the cap is parked before it costs a nonce, and holds nobody up', async () => {
  const minting = await startMinting(on())
  await setCaps(on(), 100n * LTZ, PLENTY)
  const tooMuch = newRequest({ amount: 101n * LTZ })
  const others = newRequests(6)
  await requestAll(minting, [...others.slice(0, 3), tooMuch, ...others.slice(3)])
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.mint(tooMuch.id)).toMatchObject({
    status: 'parked',
    problem: { code: 'MINT_CAP_EXCEEDED', message: expect.stringContaining('in a transaction') },
  })
  expect(await compareBalances(on(), others)).toEqual(NOTHING_WRONG)

  await setCaps(on(), 101n * LTZ, PLENTY)
  expect(await minting.outbox.resumeMint(tooMuch.id)).toMatchObject({
    status: 'requested',
    problem: undefined,
  })
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.resumeMint(tooMuch.id)).toMatchObject({ status: 'final' })
  expect(await compareBalances(on(), [tooMuch])).toEqual(NOTHING_WRONG)
})

test('mints too much together but not alone go in smaller transactions', async () => {
  const minting = await startMinting(on())
  await setCaps(on(), 35n * LTZ, PLENTY)
  const requests = newRequests(10)
  await requestAll(minting, requests)
  await pumpUntilIdle(minting, on())
  expect(Math.max(...(await sizesOf(minting)))).toBe(3)
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('what is over the cap of the day is parked, what fits is minted', async () => {
  const minting = await startMinting(on())
  await on().control.increaseTime({ seconds: 86_400 })
  await setCaps(on(), 100n * LTZ, 25n * LTZ)
  const requests = newRequests(3)
  await requestAll(minting, requests)
  await pumpUntilIdle(minting, on())
  const mints = await Promise.all(requests.map(({ id }) => minting.outbox.mint(id)))
  expect(mints.filter((mint) => mint?.status === 'final')).toHaveLength(2)
  const problem = { code: 'MINT_CAP_EXCEEDED', message: expect.stringContaining('in a day') }
  expect(mints.filter((mint) => mint?.status === 'parked')).toMatchObject([{ problem }])
})

test('a batch that is reverted when it is mined is freed only when that is final, and goes in halves', async () => {
  const minting = await startMinting(on())
  await mineByHand(on())
  const requests = newRequests(4)
  await requestAll(minting, requests)
  await pumpPass(minting.pump)
  await wipePool(on())
  await setCaps(on(), 20n * LTZ, PLENTY)
  await pumpPass(minting.pump)
  await mine(on())
  await pumpPass(minting.pump)
  expect(new Set(await statusesOf(minting, requests))).toEqual(new Set(['reserved']))
  await mine(on(), 3)
  expect(await pumpPass(minting.pump)).toMatchObject({ failed: 0 })
  await setCaps(on(), 100n * LTZ, PLENTY)
  expect(await pumpPass(minting.pump)).toMatchObject({ failed: 1, requested: 4 })
  await pumpUntilIdle(minting, on())
  expect(await sizesOf(minting)).toEqual([4, 2, 2])
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('a mint that is reverted alone again and again is parked', async () => {
  const minting = await startMinting(on())
  await setCaps(on(), 1n * LTZ, PLENTY)
  const request = newRequest()
  await minting.outbox.requestMint(request)
  const credulous = withChain(minting, { simulate: async () => ({ type: 'passes' }) })
  await pumpUntilIdle(credulous, on())
  expect(await sizesOf(minting)).toEqual([1, 1, 1])
  expect(await minting.outbox.mint(request.id)).toMatchObject({
    status: 'parked',
    problem: { code: 'MINT_REFUSED' },
  })
})

test('a chain that cannot be asked reserves nothing', async () => {
  const minting = await startMinting(on())
  await minting.outbox.requestMint(newRequest())
  const silent = withChain(minting, { simulate: async () => ({ type: 'unknown', reason: 'no answer' }) })
  expect(await pumpPass(silent.pump)).toMatchObject({ reserved: 0, requested: 1, pause: undefined })
})

test('a signer without the role is paused, and goes on by itself when it has it', async () => {
  const minting = await startMinting(on())
  const stranger = createSigner(generatePrivateKey())
  const pump = { ...minting.pump, signer: createMintSigner(stranger) }
  await setFunds(on(), stranger.address, 10n ** 20n)
  const request = newRequest()
  await minting.outbox.requestMint(request)
  const pause = { code: 'SIGNER_NOT_MINTER', message: expect.stringContaining('grant it MINTER_ROLE') }
  expect(await pumpPass(pump)).toMatchObject({ reserved: 0, requested: 1, pause })
  expect(await minting.outbox.mint(request.id)).toMatchObject({ problem: pause })
  await grantMinterTo(on(), stranger.address)
  expect(await pumpPass(pump)).toMatchObject({ reserved: 1, sent: 1, pause: undefined })
  await pumpUntilIdle({ ...minting, pump }, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

/** As another service with the role would, or this one before its database was restored. */
const mintElsewhere = (request: MintRequest, to: Hex = request.to) =>
  sendAs(on(), on().minter.address, on().contract, encodeMints([{ ...request, to }]))

test('what the chain has minted already is final, and not minted again', async () => {
  const minting = await startMinting(on())
  const requests = newRequests(3)
  for (const request of requests.slice(0, 2)) await mintElsewhere(request)
  await requestAll(minting, requests)
  await pumpUntilIdle(minting, on())
  expect(new Set(await statusesOf(minting, requests))).toEqual(new Set(['final']))
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('an id the chain has for another wallet is a conflict; the rest of its batch is minted', async () => {
  const minting = await startMinting(on())
  const [taken, ...others] = newRequests(3)
  if (!taken) expect.fail()
  await mintElsewhere(taken, newMint().to)
  await requestAll(minting, [taken, ...others])
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.mint(taken.id)).toMatchObject({
    status: 'conflict',
    problem: { code: 'EFFECT_CONFLICT' },
  })
  await expect(minting.outbox.amendWallet(taken.id, newMint().to)).rejects.toMatchObject({
    code: 'INVALID_DECISION',
  })
  expect(await compareBalances(on(), others)).toEqual(NOTHING_WRONG)
})

test('a contract that says nothing of its mints is not believed: they park, and can be resumed when that is final', async () => {
  const nowhere = newMint().to
  const wrong = await startMinting(on(), { contract: nowhere })
  const request = newRequest({ contract: nowhere })
  await wrong.outbox.requestMint(request)
  await pumpPass(wrong.pump)
  await pumpPass(wrong.pump)
  expect(await wrong.outbox.mint(request.id)).toMatchObject({
    status: 'parked',
    problem: { code: 'MINT_REFUSED' },
  })
  await expect(wrong.outbox.resumeMint(request.id)).rejects.toMatchObject({ code: 'INVALID_DECISION' })
  await pumpUntilIdle(wrong, on())

  const right = await startMinting(on())
  const minting = { ...wrong, pump: { ...wrong.pump, chain: right.pump.chain } }
  await minting.outbox.resumeMint(request.id)
  await minting.outbox.requestMint({ ...request, contract: on().contract })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})
