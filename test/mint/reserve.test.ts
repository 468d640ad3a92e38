import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { MintRequest } from '../../src/mint/mint.ts'
import { pumpPass } from '../../src/mint/pump-pass.ts'
import { useTestChain } from '../chain/support/test-chain.ts'
import {
  compareBalances,
  type Minting,
  newRequests,
  pumpUntilIdle,
  requestAll,
  startMinting,
} from './support/minting.ts'
import { NO_GUARD, WRONG_RESERVE } from './support/mutations.ts'
import { deployPlain } from './support/plain-contract.ts'

const on = useTestChain()

const DUPLICATE = { code: '23505', constraint: expect.stringMatching(/^mint_tx_/) }

const connect = async ({ url }: Minting): Promise<pg.Client> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  onTestFinished(() => client.end())
  return client
}

const startWithSigner = async (options?: { contract: `0x${string}` }): Promise<Minting> => {
  const minting = await startMinting(on(), options)
  const nonce = await on().chain.readNonce(on().minter.address, 'latest')
  await minting.outbox.registerSigner(minting.signer, nonce)
  return minting
}

/** Two passes reserve at the same moment: the second begins before the first has committed. */
const reserveTogether = async (
  minting: Minting,
  mints: { readonly first: readonly MintRequest[]; readonly second: readonly MintRequest[] },
): Promise<{ readonly second: Promise<unknown> }> => {
  const { signer, pool } = minting
  const reserveIn = async (session: pg.Client, requests: readonly MintRequest[]): Promise<unknown> => {
    const values = [signer.chainId, signer.address, requests.map(({ id }) => id)]
    const { rows } = await session.query('select mint.reserve($1, $2, $3, 16) as tx', values)
    return rows[0].tx
  }
  const [one, two] = [await connect(minting), await connect(minting)]
  await one.query('begin')
  expect(await reserveIn(one, mints.first)).toEqual(expect.any(String))
  let isOver = false
  const second = reserveIn(two, mints.second).finally(() => {
    isOver = true
  })
  second.catch(() => undefined)
  const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  await vi.waitFor(async () => expect(isOver || (await pool.query(waiting)).rowCount === 1).toBe(true))
  await one.query('commit')
  return { second }
}

const inFlight = async ({ pool }: Minting): Promise<unknown> => {
  const { rows } = await pool.query(
    'select count(*)::int as n, count(distinct nonce)::int as nonces from mint.eth_tx',
  )
  return rows[0]
}

test('two passes that want the same mints: one gets them, the other nothing', async () => {
  const minting = await startWithSigner()
  const requests = newRequests(3)
  await requestAll(minting, requests)
  const { second } = await reserveTogether(minting, { first: requests, second: requests })
  expect(await second).toBeNull()
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual({ doubled: 0, missing: 0 })
})

test('a pass that waits for the nonce takes only what is still free then', async () => {
  const minting = await startWithSigner()
  const requests = newRequests(4)
  await requestAll(minting, requests)
  const { second } = await reserveTogether(minting, { first: requests.slice(0, 2), second: requests })
  expect(await second).toEqual(expect.any(String))
  expect(await inFlight(minting)).toEqual({ n: 2, nonces: 2 })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual({ doubled: 0, missing: 0 })
})

test('twenty passes at once never have more than 16 transactions in flight, nor a nonce twice', async () => {
  const minting = await startWithSigner()
  const requests = await requestAll(minting, newRequests(40))
  const reserved = await Promise.all(requests.map(({ id }) => minting.outbox.reserve(minting.signer, [id])))
  expect(reserved.filter(Boolean)).toHaveLength(16)
  expect(await inFlight(minting)).toEqual({ n: 16, nonces: 16 })
  expect(await minting.outbox.room(minting.signer)).toBe(0)
})

test('mutation: with the wrong reserve statement the structural guard aborts, and no nonce is lost', async () => {
  const minting = await startWithSigner()
  const requests = newRequests(3)
  await requestAll(minting, requests)
  await minting.pool.query(WRONG_RESERVE)
  const { second } = await reserveTogether(minting, { first: requests, second: requests })
  await expect(second).rejects.toMatchObject(DUPLICATE)
  expect(await inFlight(minting)).toEqual({ n: 1, nonces: 1 })
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual({ doubled: 0, missing: 0 })
})

test('mutation: without the guard as well, a plain mint doubles and the comparison says so', async () => {
  const contract = await deployPlain(on())
  const minting = await startWithSigner({ contract })
  const requests = newRequests(3, { contract })
  await requestAll(minting, requests)
  await minting.pool.query(WRONG_RESERVE)
  await minting.pool.query(NO_GUARD)
  const { second } = await reserveTogether(minting, { first: requests, second: requests })
  expect(await second).toEqual(expect.any(String))
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests, contract)).toEqual({ doubled: 3, missing: 0 })
})

test('mutation: the contract makes even that harmless; it costs a transaction', async () => {
  const minting = await startWithSigner()
  const requests = newRequests(3)
  await requestAll(minting, requests)
  await minting.pool.query(WRONG_RESERVE)
  await minting.pool.query(NO_GUARD)
  const { second } = await reserveTogether(minting, { first: requests, second: requests })
  await second
  await pumpUntilIdle(minting, on())
  expect(await compareBalances(on(), requests)).toEqual({ doubled: 0, missing: 0 })
  const { rows } = await minting.pool.query(
    'select outcome, count(*)::int as count from mint.mint_tx group by 1',
  )
  expect(rows).toEqual(
    expect.arrayContaining([
      { outcome: 'minted', count: 3 },
      { outcome: 'skipped', count: 3 },
    ]),
  )
})

test.each([
  ['a nonce keeps its payload', `update mint.eth_tx set calldata = '0x00'`],
  ['a nonce keeps its number', 'update mint.eth_tx set nonce = nonce + 1000'],
  ['what was signed stays', `update mint.eth_tx_attempt set raw = '0x00'`],
  ['what was signed is not deleted', 'delete from mint.eth_tx_attempt'],
])('%s, whoever updates the table', async (_promise, statement) => {
  const minting = await startWithSigner()
  await requestAll(minting, newRequests(1))
  await pumpPass(minting.pump)
  await expect(minting.pool.query(statement)).rejects.toMatchObject({ code: 'QT003' })
})
