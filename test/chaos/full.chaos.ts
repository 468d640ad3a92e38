import { expect, test } from 'vitest'
import { expectAllWell, expectFire } from './support/expectations.ts'
import type { SystemChaosPlan } from './support/plan.ts'
import { reportOf } from './support/report.ts'
import { newSeed, newSeeds } from './support/seeds.ts'
import { type ChaosOutcome, runSystemChaos } from './support/system-chaos.ts'

const FULL: Omit<SystemChaosPlan, 'seed'> = {
  payments: Number(process.env.CHAOS_PAYMENTS ?? 300),
  kills: 30,
  reorgs: 20,
  wipes: 10,
  apis: 2,
  workers: 3,
  strayPumps: 2,
  blockMs: 400,
  stormMs: 150_000,
  patienceMs: 300_000,
}

const run = async (plan: SystemChaosPlan): Promise<ChaosOutcome> => {
  const outcome = await runSystemChaos(plan)
  console.log(`\n${reportOf(plan, outcome)}`)
  return outcome
}

test.each(newSeeds(3))('seed %i: every payment is credited once or minted once', async (seed) => {
  const plan = { ...FULL, seed }
  const outcome = await run(plan)
  expectAllWell(outcome)
  expectFire(outcome, plan)
})

/** Fewer payments, since the chaos is the same for each; several pumps, since one alone never meets itself. */
const BROKEN = {
  ...FULL,
  payments: 60,
  kills: 4,
  reorgs: 0,
  wipes: 0,
  strayPumps: 4,
  stormMs: 20_000,
  patienceMs: 60_000,
  broken: true,
}
const TRIES = 5

test('mutation: reserved by the wrong statement, on a contract without memory, mints are doubled and it is noticed', async () => {
  for (let n = 1; n <= TRIES; n += 1) {
    const { comparison } = await run({ ...BROKEN, seed: newSeed() + n })
    if (comparison.doubled > 0) {
      expect(comparison.onChain).toBeGreaterThan(comparison.asked)
      return
    }
  }
  expect.fail(`no double was found in ${TRIES} runs: is anything compared at all?`)
})
