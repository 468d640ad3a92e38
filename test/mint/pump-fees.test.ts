import { type Hex, parseTransaction } from 'viem'
import { expect, test } from 'vitest'
import { createMintChain } from '../../src/chain/mint-chain.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  mine,
  mineByHand,
  NO_REPLY,
  setBaseFee,
  setFunds,
  wipePool,
  withChain,
} from './support/chain-control.ts'
import {
  compareBalances,
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

/** Everything ever signed, oldest first. */
const signedIn = async ({ pool }: Minting) => {
  const { rows } = await pool.query<{ raw: Hex; hash: Hex }>(
    'select raw, hash from mint.eth_tx_attempt order by tx, n',
  )
  return rows.map(({ raw, hash }) => ({ raw, hash, ...parseTransaction(raw) }))
}

/** One mint whose transaction no node has, four blocks long. */
const startUnheard = async (): Promise<{ minting: Minting; request: ReturnType<typeof newRequest> }> => {
  const minting = await startMinting(on())
  await mineByHand(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(withChain(minting, { broadcast: async () => NO_REPLY }).pump)
  await mine(on(), 4)
  return { minting, request }
}

test('what waits for four blocks is offered at an eighth more, with the same nonce and calldata', async () => {
  const { minting } = await startUnheard()
  expect(await pumpPass(minting.pump)).toMatchObject({ signed: 1, sent: 1 })
  expect(await pumpPass(minting.pump)).toMatchObject({ signed: 0, sent: 1 })
  const [first, second] = await signedIn(minting)
  expect(second).toMatchObject({ nonce: first?.nonce, data: first?.data, to: first?.to, gas: first?.gas })
  for (const field of ['maxFeePerGas', 'maxPriorityFeePerGas'] as const)
    expect((second?.[field] ?? 0n) * 8n).toBeGreaterThanOrEqual((first?.[field] ?? 0n) * 9n)
  await pumpUntilIdle(minting, on())
})

test('an earlier attempt that is mined after all is found by its own hash', async () => {
  const { minting, request } = await startUnheard()
  await pumpPass(withChain(minting, { broadcast: async () => NO_REPLY }).pump)
  const [first, second] = await signedIn(minting)
  expect(second).toBeDefined()
  await on().chain.broadcast(first?.raw ?? '0x')
  await mine(on())
  await pumpPass(minting.pump)
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'mined', txHash: first?.hash })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('nodes that show two attempts of one nonce mined are not believed', async () => {
  const { minting, request } = await startUnheard()
  await pumpPass(minting.pump)
  await mine(on())
  const { observe } = minting.pump.chain
  const doubling = withChain(minting, {
    observe: async (sent) => {
      const mined = [...(await observe(sent)).values()].find(({ type }) => type === 'mined')
      return new Map(sent.map(({ hash }) => [hash, mined ?? expect.fail('nothing is mined')]))
    },
  })
  expect(await pumpPass(doubling.pump)).toMatchObject({ unknown: 1, waiting: 1 })
  expect(await statusOf(minting, request)).toBe('reserved')
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('at the cap of fees the last attempt stands, and is sent on', async () => {
  const { minting, request } = await startUnheard()
  const [first] = await signedIn(minting)
  const capped = { ...minting.pump, chain: createMintChain(on().chain, first?.maxFeePerGas ?? 0n) }
  expect(await pumpPass(capped)).toMatchObject({ signed: 0, sent: 1 })
  await mine(on())
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
  expect(await signedIn(minting)).toHaveLength(1)
})

test('an offer below the base fee is raised at once, to what the market wants', async () => {
  const minting = await startMinting(on())
  await mineByHand(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  await wipePool(on())
  const [first] = await signedIn(minting)
  const fee = 4n * (first?.maxFeePerGas ?? 0n)
  await setBaseFee(on(), fee)
  await mine(on())
  await pumpPass(minting.pump)
  const [, second] = await signedIn(minting)
  expect(second?.maxFeePerGas).toBeGreaterThan(fee)
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('a signer that cannot pay is paused with what it has and needs, offers no more for it, and goes on once it can', async () => {
  const minting = await startMinting(on())
  const { address } = on().minter
  const funds = await on().chain.readFunds(address)
  const requests = newRequests(2)
  await setFunds(on(), address, 1_000n)
  await requestAll(minting, requests)
  const pause = {
    code: 'SIGNER_UNFUNDED',
    message: expect.stringMatching(/ has 1000 wei but needs up to \d{10,} /),
  }
  expect(await pumpPass(minting.pump)).toMatchObject({ sent: 0, pause })
  expect(await minting.outbox.mint(requests[0]?.id ?? '0x')).toMatchObject({ problem: pause })
  const late = newRequest()
  await minting.outbox.requestMint(late)
  for (let passes = 0; passes < 6; passes += 1) {
    await mine(on())
    expect(await pumpPass(minting.pump)).toMatchObject({ reserved: 0, signed: 0, sent: 0, pause })
  }
  await setFunds(on(), address, funds)
  expect(await pumpPass(minting.pump)).toMatchObject({ sent: 1, pause: undefined })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [...requests, late])).toEqual(NOTHING_WRONG)
})

test('a cancelled nonce is spent on nothing, and its mints find another when that is final', async () => {
  const { minting, request } = await startUnheard()
  const [first] = await signedIn(minting)
  expect(await minting.outbox.cancelTransaction(minting.signer, first?.nonce ?? -1)).toBe(true)
  expect(await pumpPass(minting.pump)).toMatchObject({ signed: 1, sent: 1 })
  await mine(on())
  await pumpPass(minting.pump)
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'reserved' })
  expect((await signedIn(minting)).map(({ data, to }) => ({ data, to }))).toEqual([
    { data: first?.data, to: first?.to },
    { data: undefined, to: minting.signer.address },
  ])
  const idle = await pumpUntilIdle(minting, on())
  expect(idle).toMatchObject({ pause: undefined })
  expect(await statusOf(minting, request)).toBe('final')
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('a nonce cancelled before anything was signed for it is spent on nothing', async () => {
  const minting = await startMinting(on())
  const { outbox, signer } = minting
  const nonce = await on().chain.readNonce(on().minter.address, 'latest')
  await outbox.registerSigner(signer, nonce)
  const request = newRequest()
  await outbox.requestMint(request)
  await outbox.reserve(signer, [request.id])
  expect(await outbox.cancelTransaction(signer, nonce)).toBe(true)
  await pumpUntilIdle(minting, on())
  expect((await signedIn(minting)).map(({ to }) => to)).toEqual([signer.address, on().contract.toLowerCase()])
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('a cancelled transaction that is mined all the same has minted', async () => {
  const { minting, request } = await startUnheard()
  const [first] = await signedIn(minting)
  await minting.outbox.cancelTransaction(minting.signer, first?.nonce ?? -1)
  await pumpPass(withChain(minting, { broadcast: async () => NO_REPLY }).pump)
  await on().chain.broadcast(first?.raw ?? '0x')
  await mine(on())
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.mint(request.id)).toMatchObject({ status: 'final', txHash: first?.hash })
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
  expect(await minting.outbox.cancelTransaction(minting.signer, first?.nonce ?? -1)).toBe(false)
})
