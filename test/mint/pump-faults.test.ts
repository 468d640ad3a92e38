import { expect, test } from 'vitest'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import { mine, mineByHand, NO_REPLY, reorg, sendAs, wipePool, withChain } from './support/chain-control.ts'
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

const countOf = async ({ pool }: Minting, table: 'eth_tx' | 'eth_tx_attempt'): Promise<number> => {
  const { rows } = await pool.query(`select count(*)::int as count from mint.${table}`)
  return rows[0].count
}

test('a lost reply to sending costs nothing: the same bytes are sent again', async () => {
  const minting = await startMinting(on())
  const { broadcast } = minting.pump.chain
  const deaf = withChain(minting, { broadcast: async (raw) => (await broadcast(raw)) && NO_REPLY })
  const requests = newRequests(3)
  await requestAll(minting, requests)
  await pumpUntilIdle(deaf, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
  expect(await countOf(minting, 'eth_tx_attempt')).toBe(1)
})

test.each([1, 2, 3])('after a reorg of %i blocks the same transactions are mined again', async (depth) => {
  const minting = await startMinting(on())
  const requests = newRequests(depth)
  for (const request of requests) {
    await minting.outbox.requestMint(request)
    await pumpPass(minting.pump)
  }
  await pumpPass(minting.pump)
  expect(await Promise.all(requests.map((request) => statusOf(minting, request)))).not.toContain('reserved')
  await mineByHand(on())
  await reorg(on(), depth)
  expect(await pumpPass(minting.pump)).toMatchObject({ vanished: depth, sent: depth, waiting: depth })
  expect(await minting.outbox.mint(requests[0]?.id ?? '0x')).toMatchObject({
    status: 'reserved',
    txHash: undefined,
  })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
  expect(await countOf(minting, 'eth_tx_attempt')).toBe(depth)
})

test('what a node has forgotten is sent again', async () => {
  const minting = await startMinting(on())
  await mineByHand(on())
  const requests = newRequests(2)
  for (const request of requests) {
    await minting.outbox.requestMint(request)
    await pumpPass(minting.pump)
  }
  await wipePool(on())
  await mine(on())
  expect(await pumpPass(minting.pump)).toMatchObject({ signed: 0, sent: 2 })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
  expect(await countOf(minting, 'eth_tx_attempt')).toBe(2)
})

test('a receipt that is missing while its block still stands changes nothing', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  await pumpPass(minting.pump)
  const lagging = withChain(minting, {
    observe: async (sent) => new Map(sent.map(({ hash }) => [hash, { type: 'missing' }])),
  })
  expect(await pumpPass(lagging.pump)).toMatchObject({ vanished: 0, sent: 0, watched: 1 })
  expect(await statusOf(minting, request)).toBe('mined')
})

test('nodes that do not answer change nothing and move no fee', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await pumpPass(minting.pump)
  const silent = withChain(minting, {
    observe: async (sent) =>
      new Map(sent.map(({ hash }) => [hash, { type: 'unknown', reason: 'no answer' }])),
  })
  await mine(on(), 10)
  expect(await pumpPass(silent.pump)).toMatchObject({ unknown: 1, signed: 0, waiting: 1 })
  expect(await statusOf(minting, request)).toBe('reserved')
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})

test('three pumps at once: nothing doubled, nothing missing, nothing sent that was not kept before', async () => {
  const alone = await startMinting(on())
  const { broadcast } = alone.pump.chain
  const minting = withChain(alone, {
    broadcast: async (raw) => {
      const kept = await alone.pool.query('select from mint.eth_tx_attempt where raw = $1', [raw])
      expect(kept.rowCount).toBe(1)
      return broadcast(raw)
    },
  })
  const requests = newRequests(150)
  const rounds = Array.from({ length: 15 }, (_, round) => requests.slice(round * 10, round * 10 + 10))
  for (const round of rounds) {
    await requestAll(minting, round)
    await Promise.all([1, 2, 3].map(() => pumpPass(minting.pump)))
  }
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual(NOTHING_WRONG)
})

test('a nonce somebody else has spent frees its mints, but not before that is final', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  const unheard = withChain(minting, { broadcast: async () => NO_REPLY })
  const nonce = await on().chain.readNonce(on().minter.address, 'latest')
  await pumpPass(unheard.pump)
  await sendAs(on(), on().minter.address, on().minter.address, '0x', nonce)
  await pumpPass(minting.pump)
  expect(await statusOf(minting, request)).toBe('reserved')

  await mine(on(), 4)
  const blind = withChain(minting, { observeMint: async () => ({ type: 'unknown' }) })
  await pumpPass(blind.pump)
  expect(await statusOf(minting, request)).toBe('reserved')
  await pumpPass(minting.pump)
  expect(await statusOf(minting, request)).toBe('requested')
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), [request])).toEqual(NOTHING_WRONG)
})
