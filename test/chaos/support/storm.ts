import { setMaxListeners } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { diceOf } from '../../support/dice.ts'
import { driveChain } from './chain-driver.ts'
import { keepSending } from './customers.ts'
import { shuffledTwice } from './deliveries.ts'
import { killAtRandom } from './fleet.ts'
import type { ChaosPayment } from './payments.ts'
import type { ChaosCounts, Lap, SystemChaosPlan } from './plan.ts'
import { sendAll } from './senders.ts'
import type { System } from './system.ts'
import { readUnfinished } from './unfinished.ts'

/** A service, and what is to happen to it. */
interface Storm {
  readonly system: System
  readonly plan: SystemChaosPlan
  readonly payments: readonly ChaosPayment[]
  readonly counts: ChaosCounts
  readonly lap: (what: Lap) => void
}

/** Of a thousand blocks. The weather stays as it is until the last mint is final. */
const WEATHER = { wipes: 100, reorgs: 180 } as const
const LOOK_MS = 500
/** Of the storm: the rest of it goes into starting anew what was killed. */
const WAITING_TO_KILL = 0.6

/** Everything at once, until every event is done and every mint final; resolves with what is left undone. */
export const raiseStorm = async (storm: Storm): Promise<readonly string[]> => {
  const over = new AbortController()
  // One for each delivery that waits for its turn.
  setMaxListeners(0, over.signal)
  const chain = disturbChain(storm, over.signal)
  const end = async (): Promise<readonly string[]> => {
    const late = await Promise.race([disturbService(storm, over.signal), tooLate(storm, over.signal)])
    return [...late, ...(await untilFinished(storm, over.signal))]
  }
  try {
    return await Promise.race([end(), chain.then(() => ['the chain has stopped'])])
  } finally {
    over.abort()
    await chain
  }
}

const disturbChain = async (
  { system: { chain }, plan, payments, counts }: Storm,
  signal: AbortSignal,
): Promise<void> => {
  const weather = { ...WEATHER, dice: diceOf(plan.seed, 'weather'), blockMs: plan.blockMs }
  const transfers = payments.flatMap(({ transfer }) => (transfer === undefined ? [] : [transfer]))
  await Promise.all([
    driveChain(chain, weather, counts, signal),
    keepSending(chain, transfers, plan.stormMs / transfers.length, signal),
  ])
}

/** Ends when all is taken, so many are killed, and the chain has had its share. */
const disturbService = async (
  { system: { apiUrls, fleet, stripe }, plan, payments, counts, lap }: Storm,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const { seed, stormMs, kills } = plan
  for (const { session } of payments) if (session !== undefined) stripe.addSession(session)
  const parcels = shuffledTwice(seed, payments)
  const sending = { apiUrls, dice: diceOf(seed, 'senders'), everyMs: stormMs / parcels.length, signal }
  const killing = { kills, everyMs: (stormMs / kills) * WAITING_TO_KILL, dice: diceOf(seed, 'kills') }
  await Promise.all([
    sendAll(parcels, sending, counts).then(() => lap('sent')),
    killAtRandom(fleet, killing, counts.kills, signal).then(() => lap('killed')),
  ])
  while (counts.reorgs < plan.reorgs || counts.wipes < plan.wipes) await sleep(LOOK_MS, undefined, { signal })
  return []
}

/** What is not taken by now never will be. */
const tooLate = async (
  { plan: { stormMs, patienceMs }, counts }: Storm,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  await sleep(2 * stormMs + patienceMs, undefined, { signal })
  return [
    `the storm did not end: ${counts.deliveries} deliveries were taken, ${counts.refused} tries refused`,
  ]
}

const untilFinished = async (
  { system: { pool }, plan, payments }: Storm,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const deadline = Date.now() + plan.patienceMs
  for (;;) {
    const left = await readUnfinished(pool, payments)
    // A park waits for a person, and there is none.
    const isStuck = left.some((line) => line.startsWith('park '))
    if (left.length === 0 || isStuck || Date.now() > deadline) return left
    await sleep(LOOK_MS, undefined, { signal })
  }
}
