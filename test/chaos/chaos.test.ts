/** @module-tag counts-effects */
import { test } from 'vitest'
import { expectAllWell, expectFire } from './support/expectations.ts'
import type { SystemChaosPlan } from './support/plan.ts'
import { reportOf } from './support/report.ts'
import { newSeed } from './support/seeds.ts'
import { runSystemChaos } from './support/system-chaos.ts'

/** `npm run test:chaos` does the same to hundreds of payments. */
const plan: SystemChaosPlan = {
  seed: newSeed(),
  payments: 24,
  kills: 4,
  reorgs: 4,
  wipes: 2,
  apis: 1,
  workers: 2,
  strayPumps: 1,
  blockMs: 250,
  stormMs: 12_000,
  patienceMs: 90_000,
}

test('kills, lost replies, reorgs and shuffled webhooks: every payment is credited once or minted once', {
  timeout: 180_000,
}, async () => {
  const outcome = await runSystemChaos(plan)
  console.log(reportOf(plan, outcome))
  expectAllWell(outcome)
  expectFire(outcome, plan)
})
