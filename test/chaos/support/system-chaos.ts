import { diceOf } from '../../support/dice.ts'
import { type Comparison, compare } from './comparison.ts'
import { newPayments } from './payments.ts'
import { type ChaosCounts, type Lap, newCounts, type SystemChaosPlan } from './plan.ts'
import { raiseStorm } from './storm.ts'
import { startSystem } from './system.ts'
import { describeRunning, listBroken } from './workflows.ts'

export interface ChaosOutcome {
  readonly counts: ChaosCounts
  /** From the beginning: when all programs ran, the last delivery was taken, the last kill made good, all was done. */
  readonly seconds: Record<Lap, number>
  readonly comparison: Comparison
  /** What had not come to its end, and what its workflows waited for. */
  readonly unfinished: readonly string[]
  readonly brokenWorkflows: readonly string[]
  /** Programs that have ended though nobody killed them. */
  readonly fallen: readonly string[]
}

/** The whole service under fire until every event is done and every mint final; then what has become of it all. */
export const runSystemChaos = async (plan: SystemChaosPlan): Promise<ChaosOutcome> => {
  const startedAt = Date.now()
  const seconds: Record<Lap, number> = { ready: 0, sent: 0, killed: 0, done: 0 }
  const lap = (what: Lap): void => {
    seconds[what] = Math.round((Date.now() - startedAt) / 1_000)
  }
  const counts = newCounts()
  const system = await startSystem({
    ...plan,
    broken: plan.broken ?? false,
    dice: diceOf(plan.seed, 'system'),
    proxied: counts,
  })
  try {
    lap('ready')
    const payments = await newPayments(plan.seed, plan.payments, system.chain.chain.chainId)
    const left = await raiseStorm({ system, plan, payments, counts, lap })
    lap('done')
    const unfinished = left.length === 0 ? [] : [...left, ...(await describeRunning(system.temporalAddress))]
    const comparison = await compare(system, payments)
    const brokenWorkflows = await listBroken(system.temporalAddress)
    return { counts, seconds, comparison, unfinished, brokenWorkflows, fallen: system.fleet.fallen() }
  } finally {
    await system.stop()
  }
}
