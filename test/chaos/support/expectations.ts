import { expect } from 'vitest'
import type { SystemChaosPlan } from './plan.ts'
import type { ChaosOutcome } from './system-chaos.ts'

/** Nothing doubled, nothing missing, nothing left: books, outbox and chain say the same of every payment. */
export const expectAllWell = ({ comparison, unfinished, brokenWorkflows, fallen }: ChaosOutcome): void => {
  const { asked, inLedger, inOutbox, onChain, mints, proven, ...faults } = comparison
  expect(unfinished).toEqual([])
  expect({ brokenWorkflows, fallen }).toEqual({ brokenWorkflows: [], fallen: [] })
  expect(faults).toEqual({ doubled: 0, missing: 0, wrongBalances: [], unbalanced: 0, drift: 0 })
  expect({ inLedger, inOutbox, onChain }).toEqual({ inLedger: asked, inOutbox: asked, onChain: asked })
  expect(proven).toBe(mints)
}

/** The service has been through what was planned for it. */
export const expectFire = ({ counts }: ChaosOutcome, plan: SystemChaosPlan): void => {
  const { worker, api, temporal } = counts.kills
  expect(worker + api + temporal).toBeGreaterThanOrEqual(plan.kills)
  expect(counts.reorgs).toBeGreaterThanOrEqual(plan.reorgs)
  expect(counts.wipes).toBeGreaterThanOrEqual(plan.wipes)
  expect(counts.lostReplies).toBeGreaterThan(0)
}
