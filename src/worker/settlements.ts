import type { Client } from '@temporalio/client'
import type { Settlements } from '../activities/index.ts'
import { createNodes } from '../chain/nodes.ts'
import { createPaymentWatch, NO_WATCH } from '../chain/payment-watch.ts'
import type { Config } from '../config.ts'
import { signalSettlement } from '../temporal-settlements.ts'

/** A block of the fastest chains: looking more often shows nothing new. */
const FIRST_POLL_MS = 1_000

/** What settlements look with: the chain, where one is configured; and where they are reached. */
export function createSettlements(
  { chain, policy, taskQueue, ledgerFirstTry }: Config,
  client: Client,
): Settlements {
  const inputOf = ledgerFirstTry === 'regular' ? { ledgerFirstTry } : {}
  return {
    chain: chain === undefined ? NO_WATCH : watchOf(chain, policy.settlement.networks),
    firstPollMs: FIRST_POLL_MS,
    track: (payment, deadline) =>
      signalSettlement(client, taskQueue, { ...payment, ...inputOf }, ['stated', { deadline }]),
  }
}

function watchOf({ rpcUrls, llamapayContract }: NonNullable<Config['chain']>, networks: readonly string[]) {
  return createPaymentWatch(createNodes(rpcUrls), {
    networks,
    ...(llamapayContract === undefined ? {} : { subscriptions: llamapayContract }),
  })
}
