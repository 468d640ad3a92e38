/** @module-tag counts-effects */
import { parseAbi } from 'viem'
import { expect, test } from 'vitest'
import { useTestChain } from '../chain/support/test-chain.ts'
import { runChaos } from './support/chaos.ts'
import { compareBalances, finalAmount, startMinting } from './support/minting.ts'
import { deployPlain } from './support/plain-contract.ts'

const on = useTestChain()

/** `MINT_CHAOS=<mints>` for long, with processes that are killed; `MINT_CHAOS_SEED` for the dice of another run. */
const long = Number(process.env.MINT_CHAOS ?? 0)
const seed = Number(process.env.MINT_CHAOS_SEED ?? Date.now() % 1_000_000)
const timeout = long ? 60 * 60_000 : 60_000

const FIRE = { deaths: 20, lostReplies: 200, reorgs: 200, wipes: 200 }

const readSupply = (address: `0x${string}`): Promise<bigint> =>
  on().control.readContract({
    address,
    abi: parseAbi(['function totalSupply() view returns (uint256)']),
    functionName: 'totalSupply',
  })

test.each(['LTZ', 'a contract that mints whatever it is told'] as const)(
  'killed pumps, lost replies, reorgs and wiped pools, on %s: none doubled, none missing, outbox and supply agree',
  async (name) => {
    const contract = name === 'LTZ' ? on().contract : await deployPlain(on())
    const minting = await startMinting(on(), { contract })
    const supply = await readSupply(contract)
    const plan = { seed, mints: long || 120, pumps: 3, processes: long ? 2 : 0, ...FIRE }
    const { requests, counts } = await runChaos({ ...on(), contract }, minting, plan)
    console.log(`chaos of seed ${seed} on ${name}:`, { mints: requests.length, ...counts })

    expect(await compareBalances(on(), requests, contract)).toEqual({ doubled: 0, missing: 0 })
    expect((await readSupply(contract)) - supply).toBe(await finalAmount(minting))
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0)
  },
  timeout,
)
