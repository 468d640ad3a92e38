import pg from 'pg'
import { expect, test, vi } from 'vitest'
import { createMintOutbox } from '../../src/mint/outbox.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import type { Cursor } from '../../src/mint/transitions.ts'
import { newMint, useTestChain } from '../chain/support/test-chain.ts'
import { LTZ, newRequest, newRequests, pumpUntilIdle, requestAll, startMinting } from './support/minting.ts'

const on = useTestChain()
const CONFLICT = { name: 'FulfilmentError', code: 'EFFECT_CONFLICT', retryable: false }
const REFUSED = { name: 'FulfilmentError', code: 'INVALID_DECISION', retryable: false }

test('twenty requests at once for one payment are one mint', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  const mints = await requestAll(
    minting,
    Array.from({ length: 20 }, () => request),
  )
  expect(new Set(mints.map(({ id, status }) => `${id} ${status}`)).size).toBe(1)
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.requestMint(request)).toMatchObject({ status: 'final', problem: undefined })
  expect(await minting.outbox.tally(1868)).toEqual([
    { asset: 'LTZ', status: 'final', count: 1, amount: request.amount },
  ])
})

test.each([
  ['wallet', { to: newMint().to }],
  ['amount', { amount: 11n * LTZ }],
  ['asset', { asset: 'POINTS' }],
  ['chain', { chainId: 1 }],
  ['id', { id: newMint().id }],
])('error: the same payment with another %s is a conflict, and the first stays', async (_what, change) => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  await expect(minting.outbox.requestMint({ ...request, ...change })).rejects.toMatchObject(CONFLICT)
  expect(await minting.outbox.mint(request.id)).toMatchObject({ amount: request.amount, status: 'requested' })
})

test('a wallet can be amended as long as no transaction carries the mint', async () => {
  const minting = await startMinting(on())
  const request = newRequest()
  await minting.outbox.requestMint(request)
  const { to } = newMint()
  expect(await minting.outbox.amendWallet(request.id, to)).toMatchObject({ to: to.toLowerCase() })
  await pumpPass(minting.pump)
  await expect(minting.outbox.amendWallet(request.id, request.to)).rejects.toMatchObject(REFUSED)
  await pumpUntilIdle(minting, on())
  await expect(minting.outbox.amendWallet(request.id, request.to)).rejects.toMatchObject(REFUSED)
  expect(await minting.outbox.requestMint({ ...request, to })).toMatchObject({ status: 'final' })
})

test('error: a mint nobody asked for can be neither amended nor resumed', async () => {
  const { outbox } = await startMinting(on())
  const { id, to } = newMint()
  expect(await outbox.mint(id)).toBeNull()
  await expect(outbox.amendWallet(id, to)).rejects.toMatchObject(REFUSED)
  await expect(outbox.resumeMint(id)).rejects.toMatchObject(REFUSED)
})

test('what a pause says is the problem of every mint it holds up, and of no other', async () => {
  const minting = await startMinting(on())
  const [done, held] = newRequests(2)
  if (!done || !held) expect.fail()
  await minting.outbox.requestMint(done)
  await pumpUntilIdle(minting, on())
  await minting.outbox.requestMint(held)
  const pause = { code: 'SIGNER_PAUSED', message: 'key ceremony until noon' } as const
  await minting.outbox.pauseSigner(minting.signer, pause)
  expect(await pumpPass(minting.pump)).toMatchObject({ reserved: 0, requested: 1, pause })
  expect(await minting.outbox.mint(held.id)).toMatchObject({ status: 'requested', problem: pause })
  expect(await minting.outbox.mint(done.id)).toMatchObject({ status: 'final', problem: undefined })

  await minting.outbox.unpauseSigner(minting.signer, 'SIGNER_UNFUNDED')
  expect(await pumpPass(minting.pump)).toMatchObject({ pause })
  await minting.outbox.unpauseSigner(minting.signer, 'SIGNER_PAUSED')
  await pumpUntilIdle(minting, on())
  expect(await minting.outbox.mint(held.id)).toMatchObject({ status: 'final', problem: undefined })
})

test('a reader of transitions sees every change once, in order, also those committed late', async () => {
  const minting = await startMinting(on())
  const seen: string[] = []
  let cursor: Cursor | undefined
  const read = async (): Promise<void> => {
    for (const { paymentId, to, cursor: next } of await minting.outbox.transitions(cursor, 3)) {
      seen.push(`${paymentId} ${to}`)
      cursor = next
    }
  }
  const [late, early] = newRequests(2)
  if (!late || !early) expect.fail()
  const session = await minting.pool.connect()
  await session.query('begin')
  await session.query('select mint.request($1, $2, $3, $4, $5, $6, $7, $8)', [
    ...[late.id, late.chainId, late.contract, late.account, late.paymentId],
    ...[late.to.toLowerCase(), late.amount, late.asset],
  ])
  await minting.outbox.requestMint(early)
  await read()
  expect(seen).toEqual([])
  await session.query('commit')
  session.release()
  await pumpUntilIdle(minting, on())
  // Twice five changes, as soon as no older transaction of another test is open in the same server.
  const readAll = async () => {
    await read()
    expect(seen.length).toBeGreaterThanOrEqual(10)
  }
  await vi.waitFor(readAll, { timeout: 20_000, interval: 50 })
  await read()
  const ways = [late, early].map(({ paymentId }) =>
    seen.filter((change) => change.startsWith(paymentId)).map((change) => change.split(' ')[1]),
  )
  const way = ['requested', 'reserved', 'mined', 'safe', 'final']
  expect(ways).toEqual([way, way])
})

test('error: an outbox that cannot be reached is retryable', async () => {
  const pool = new pg.Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const unavailable = { code: 'MINT_UNAVAILABLE', retryable: true }
  await expect(createMintOutbox(pool).mint(newMint().id)).rejects.toMatchObject(unavailable)
  await pool.end()
})
