import type { Client } from '@temporalio/client'
import type { Settlements } from '../activities/index.ts'
import { createNodes } from '../chain/nodes.ts'
import { createPaymentWatch, NO_WATCH } from '../chain/payment-watch.ts'
import type { Config } from '../config.ts'
import { signalSettlement } from '../temporal-settlements.ts'

/** A block of the fastest chains, and longer than anybody would wait. */
const [SOONEST_MS, LATEST_MS] = [1_000, 60_000]
/** One more look for so much of its age. */
const LOOKS_IN_AGE = 20

/** What is young is about to change. */
const pollMsAt = (ageMs: number): number =>
  Math.round(Math.min(Math.max(SOONEST_MS, ageMs / LOOKS_IN_AGE), LATEST_MS))

/** What settlements look with: the chain, where one is configured; and where they are reached. */
export function createSettlements(
  { chain, policy, taskQueue, ledgerFirstTry }: Config,
  client: Client,
): Settlements {
  const at = { client, taskQueue, ledgerFirstTry }
  return {
    chain: chain === undefined ? NO_WATCH : watchOf(chain, policy.settlement.networks),
    pollMsAt,
    track: (payment, deadline) => signalSettlement(at, payment, ['stated', { deadline }]),
  }
}

function watchOf({ rpcUrls, chainId, llamapay }: NonNullable<Config['chain']>, networks: readonly string[]) {
  return createPaymentWatch(createNodes(rpcUrls), {
    chainId,
    networks,
    ...(llamapay === undefined ? {} : { subscriptions: { ...llamapay, endpoint: 'llamapay' } }),
  })
}
