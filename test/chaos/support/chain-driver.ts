import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Controlled,
  mine,
  type Remined,
  rawOf,
  reorg,
  wipePool,
} from '../../mint/support/chain-control.ts'
import type { Dice } from '../../support/dice.ts'

export interface ChainCounts {
  blocks: number
  wipes: number
  reorgs: number
  /** Transactions that a reorganisation mined again in another block; all others are gone until they are sent again. */
  remined: number
}

export interface Weather {
  readonly dice: Dice
  readonly blockMs: number
  /** Of a thousand blocks: before how many the pool is forgotten, before how many the last blocks are undone. */
  readonly wipes: number
  readonly reorgs: number
}

/** `finalized` is four blocks behind: nothing that deep is ever undone. */
export const MAX_DEPTH = 3

const KEEPS_SOME = 500

/** Block after block, until told to stop, on a chain that forgets and changes its mind. */
export const driveChain = async (
  on: Controlled,
  { dice, blockMs, wipes, reorgs }: Weather,
  counts: ChainCounts,
  signal: AbortSignal,
): Promise<void> => {
  while (!signal.aborted) {
    if (dice.chance(wipes)) {
      await wipePool(on)
      counts.wipes += 1
    }
    if (dice.chance(reorgs)) {
      const depth = dice.between(1, MAX_DEPTH + 1)
      const remined = dice.chance(KEEPS_SOME) ? await oneBlockLater(on, depth) : []
      await reorg(on, depth, remined)
      counts.reorgs += 1
      counts.remined += remined.length
    }
    await mine(on)
    counts.blocks += 1
    await sleep(blockMs)
  }
}

/** The transactions of the last blocks but the very last, each a block later than it was. */
const oneBlockLater = async (on: Controlled, depth: number): Promise<readonly Remined[]> => {
  const head = await on.control.getBlockNumber()
  const blocks = Array.from({ length: depth - 1 }, async (_, n): Promise<readonly Remined[]> => {
    const { transactions } = await on.control.getBlock({ blockNumber: head - BigInt(depth - 1 - n) })
    return Promise.all(transactions.map(async (hash): Promise<Remined> => [await rawOf(on, hash), n + 1]))
  })
  return (await Promise.all(blocks)).flat()
}
