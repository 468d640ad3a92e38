import type { ChainCounts } from './chain-driver.ts'
import type { KillCounts } from './fleet.ts'
import type { ProxyCounts } from './rpc-proxy.ts'
import type { SendingCounts } from './senders.ts'

export interface SystemChaosPlan {
  readonly seed: number
  readonly payments: number
  /** At least so many of each. */
  readonly kills: number
  readonly reorgs: number
  readonly wipes: number
  readonly apis: number
  readonly workers: number
  readonly strayPumps: number
  readonly blockMs: number
  /** How long the deliveries are spread over, and the kills; the rest takes as long as it takes. */
  readonly stormMs: number
  /** After the storm: what is unfinished then is not waited for any more. */
  readonly patienceMs: number
  /** Without what keeps a mint from being made twice: the comparison must say so. */
  readonly broken?: boolean
}

export interface ChaosCounts extends ChainCounts, ProxyCounts, SendingCounts {
  readonly kills: KillCounts
}

export type Lap = 'ready' | 'sent' | 'killed' | 'done'

export const newCounts = (): ChaosCounts => ({
  kills: { worker: 0, api: 0, temporal: 0 },
  ...{ deliveries: 0, refused: 0, calls: 0, lostReplies: 0, delayed: 0 },
  ...{ blocks: 0, wipes: 0, reorgs: 0, remined: 0 },
})
