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

const LOOK_MS = 500

/** All that happens to the service, until every event is done and every mint final; resolves with what is left undone. */
export const storm = async (
  system: System,
  plan: SystemChaosPlan,
  payments: readonly ChaosPayment[],
  counts: ChaosCounts,
  lap: (what: Lap) => void,
): Promise<readonly string[]> => {
  const over = new AbortController()
  const { signal } = over
  // One for each delivery that waits for its turn.
  setMaxListeners(0, signal)
  for (const { session } of payments) if (session !== undefined) system.stripe.addSession(session)
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
  const weather = { dice: dice('weather'), blockMs: plan.blockMs, wipes: 100, reorgs: 180 }
  const transfers = payments.flatMap(({ transfer }) => (transfer === undefined ? [] : [transfer]))
  const chain = Promise.all([
    driveChain(system.chain, weather, counts, signal),
    keepSending(system.chain, transfers, plan.stormMs / transfers.length, signal),
  ])
  const fire = async (): Promise<readonly string[]> => {
    await Promise.all([
      sendAll(deliveries, sending, counts).then(() => lap('sent')),
      killAtRandom(system.fleet, killing, counts.kills, signal).then(() => lap('killed')),
    ])
    while (counts.reorgs < plan.reorgs || counts.wipes < plan.wipes)
      await sleep(plan.blockMs, undefined, { signal })
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
