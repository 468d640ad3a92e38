import { setTimeout as sleep } from 'node:timers/promises'
import { FulfilmentError } from '../../../src/domain/errors.ts'
import type { MintRequest } from '../../../src/mint/mint.ts'
import { pumpPass } from '../../../src/mint/pump-pass.ts'
import type { TestChain } from '../../chain/support/test-chain.ts'
import { diceOf } from '../../support/dice.ts'
import { mine, mineByHand, NO_REPLY, reorg, wipePool, withChain } from './chain-control.ts'
import { type Minting, newRequests, requestAll } from './minting.ts'
import { type PumpProcess, startPump } from './start-pump.ts'
import { Killed, watchedPump } from './watched-pump.ts'

export interface ChaosPlan {
  readonly seed: number
  readonly mints: number
  readonly pumps: number
  /** Of a thousand: of calls after which a pump dies, of replies to sending that are lost, of blocks before which … */
  readonly deaths: number
  readonly lostReplies: number
  readonly reorgs: number
  readonly wipes: number
  /** Pumps of their own processes beside, killed one after the other for as long as there is work. */
  readonly processes: number
}

export interface ChaosCounts {
  blocks: number
  kills: number
  lostReplies: number
  reorgs: number
  wipes: number
}

const WAVE = 2
const BETWEEN_BLOCKS_MS = 60
/** `finalized` is four blocks behind: nothing that deep is ever undone. */
const MAX_DEPTH = 3

/** Mints under fire until all are final. */
export const runChaos = async (
  on: TestChain,
  minting: Minting,
  plan: ChaosPlan,
): Promise<{ readonly requests: readonly MintRequest[]; readonly counts: ChaosCounts }> => {
  const dice = diceOf(plan.seed)
  const counts: ChaosCounts = { blocks: 0, kills: 0, lostReplies: 0, reorgs: 0, wipes: 0 }
  const requests = newRequests(plan.mints, { contract: minting.pump.chain.contract })
  const over = new AbortController()
  // The contract and its roles are not to be undone.
  await mine(on, 2 * MAX_DEPTH)
  await mineByHand(on)

  const block = async (): Promise<void> => {
    if (dice.chance(plan.wipes)) {
      counts.wipes += 1
      await wipePool(on)
    }
    if (dice.chance(plan.reorgs)) {
      counts.reorgs += 1
      await reorg(on, 1 + (counts.reorgs % MAX_DEPTH))
    }
    counts.blocks += 1
    await mine(on)
  }
  const { broadcast } = minting.pump.chain
  const { pump } = withChain(minting, {
    broadcast: async (raw) => {
      const answer = await broadcast(raw)
      if (!dice.chance(plan.lostReplies)) return answer
      counts.lostReplies += 1
      return NO_REPLY
    },
  })
  const mortal = watchedPump(pump, () => {
    if (dice.chance(plan.deaths)) throw new Killed()
  })
  const keepPumping = async (): Promise<void> => {
    while (!over.signal.aborted) {
      await pumpPass(mortal).catch((error: unknown) => {
        if (error instanceof Killed) counts.kills += 1
        // A reorg between two questions: there is no such block for a moment.
        else if (!(error instanceof FulfilmentError && error.retryable)) throw error
      })
      await sleep(5)
    }
  }
  const keepKilling = async (): Promise<void> => {
    while (!over.signal.aborted) {
      const process: PumpProcess = await startPump(on, minting)
      await sleep(300)
      process.child.kill('SIGKILL')
      counts.kills += (await process.ended) === 'SIGKILL' ? 1 : 0
    }
  }
  const work = async (): Promise<void> => {
    try {
      for (let asked = 0; asked < requests.length; asked += WAVE) {
        await requestAll(minting, requests.slice(asked, asked + WAVE))
        await block()
        await sleep(BETWEEN_BLOCKS_MS)
      }
      while (!(await allFinal(minting, plan.mints))) {
        await block()
        await sleep(BETWEEN_BLOCKS_MS)
      }
    } finally {
      over.abort()
    }
  }
  const pumps = Array.from({ length: plan.pumps }, keepPumping)
  const processes = Array.from({ length: plan.processes }, keepKilling)
  await Promise.all([work(), ...pumps, ...processes])
  return { requests, counts }
}

const allFinal = async ({ outbox, signer }: Minting, mints: number): Promise<boolean> => {
  const tally = await outbox.tally(signer.chainId)
  return tally.some(({ status, count }) => status === 'final' && count === mints)
}
