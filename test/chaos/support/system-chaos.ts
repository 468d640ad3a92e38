import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { diceOf } from '../../support/dice.ts'
import { type ChainCounts, driveChain } from './chain-driver.ts'
import { type Comparison, compare } from './comparison.ts'
import { keepSending } from './customers.ts'
import { shuffledTwice } from './deliveries.ts'
import { type KillCounts, killAtRandom } from './fleet.ts'
import { type ChaosPayment, newPayments } from './payments.ts'
import type { ProxyCounts } from './rpc-proxy.ts'
import { type SendingCounts, sendAll } from './senders.ts'
import { type System, startSystem } from './system.ts'
import { readUnfinished } from './unfinished.ts'
import { describeRunning, listBroken } from './workflows.ts'

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

export interface ChaosOutcome {
  readonly counts: ChaosCounts
  readonly seconds: number
  readonly comparison: Comparison
  /** What had not come to its end, and what its workflows waited for. */
  readonly unfinished: readonly string[]
  readonly brokenWorkflows: readonly string[]
}

const BLOCK_MS = 400
const LOOK_MS = 1_000

/** The whole service under fire until every event is done and every mint final; then what has become of it all. */
export const runSystemChaos = async (plan: SystemChaosPlan): Promise<ChaosOutcome> => {
  const startedAt = Date.now()
  const counts: ChaosCounts = {
    ...{
      deliveries: 0,
      refused: 0,
      calls: 0,
      lostReplies: 0,
      delayed: 0,
      blocks: 0,
      wipes: 0,
      reorgs: 0,
      remined: 0,
    },
    kills: { worker: 0, api: 0, temporal: 0 },
  }
  const system = await startSystem({
    ...plan,
    broken: plan.broken ?? false,
    dice: diceOf(plan.seed, 'system'),
    proxied: counts,
  })
  try {
    const payments = await newPayments(plan.seed, plan.payments, system.chain.chain.chainId)
    const left = await storm(system, plan, payments, counts)
    const unfinished = left.length === 0 ? [] : [...left, ...(await describeRunning(system.temporalAddress))]
    const comparison = await compare(system, payments)
    const brokenWorkflows = await listBroken(system.temporalAddress)
    const seconds = Math.round((Date.now() - startedAt) / 1_000)
    return { counts, seconds, comparison, unfinished, brokenWorkflows }
  } finally {
    await system.stop()
  }
}

/** Resolves with what is left undone. */
const storm = async (
  system: System,
  plan: SystemChaosPlan,
  payments: readonly ChaosPayment[],
  counts: ChaosCounts,
): Promise<readonly string[]> => {
  const over = new AbortController()
  const { signal } = over
  // One for each delivery that waits for its turn.
  setMaxListeners(0, signal)
  const deliveries = shuffledTwice(plan.seed, payments)
  const dice = (of: string) => diceOf(plan.seed, of)
  const sending = {
    apiUrls: system.apiUrls,
    dice: dice('senders'),
    everyMs: plan.stormMs / deliveries.length,
    signal,
  }
  const killing = { kills: plan.kills, everyMs: plan.stormMs / plan.kills, dice: dice('kills') }
  // The weather stays as it is until the last mint is final.
  const weather = { dice: dice('weather'), blockMs: BLOCK_MS, wipes: 100, reorgs: 180 }
  const transfers = payments.flatMap(({ transfer }) => (transfer === undefined ? [] : [transfer]))
  const chain = Promise.all([
    driveChain(system.chain, weather, counts, signal),
    keepSending(system.chain, transfers, plan.stormMs / transfers.length, signal),
  ])
  const fire = async (): Promise<readonly string[]> => {
    await Promise.all([
      sendAll(deliveries, sending, counts),
      killAtRandom(system.fleet, killing, counts.kills, signal),
    ])
    while (counts.reorgs < plan.reorgs || counts.wipes < plan.wipes)
      await sleep(BLOCK_MS, undefined, { signal })
    return untilFinished(system, payments, plan.patienceMs, signal)
  }
  try {
    return await Promise.race([fire(), chain.then(() => ['the chain has stopped'])])
  } finally {
    over.abort()
    await chain
  }
}

const untilFinished = async (
  { pool }: System,
  payments: readonly ChaosPayment[],
  patienceMs: number,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const deadline = Date.now() + patienceMs
  for (;;) {
    const left = await readUnfinished(pool, payments)
    // A park waits for a person, and there is none.
    const isStuck = left.some((line) => line.startsWith('park '))
    if (left.length === 0 || isStuck || Date.now() > deadline) return left
    await sleep(LOOK_MS, undefined, { signal })
  }
}
