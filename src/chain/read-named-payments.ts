import { type Address, isAddressEqual } from 'viem'
import type { Subscriptions } from './find-subscription.ts'
import { observeHeads } from './heads.ts'
import { type Nodes, unavailable } from './nodes.ts'
import { paymentIdWords } from './payment-id-words.ts'
import { readSubscriptionEvents, type SubscriptionEvent } from './subscription-events.ts'

/** As many as providers answer for at once, and how far back: half a day of Soneium's. */
const [BLOCKS_A_CALL, BLOCKS] = [2_000n, 20_000n]
/** Webhooks of what is younger are on their way. */
const SETTLED_AFTER = 30n

/**
 * Which payments LlamaPay's contract named of late as made to us. It tells that a charge is on chain, not what was paid.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readNamedPayments = async (
  nodes: Nodes,
  { contract, receiver }: Subscriptions,
): Promise<(paymentId: string) => boolean> => {
  const seen = await observeHeads(nodes)
  if (seen.type === 'unknown') throw unavailable(seen.reason)
  const events = await newestEvents(nodes, contract, seen.heads.latest - SETTLED_AFTER)
  const words = new Set(
    events.flatMap((event) =>
      event.type === 'subscribed' && isAddressEqual(event.receiver, receiver) ? [event.paymentId] : [],
    ),
  )
  return (paymentId) => paymentIdWords(paymentId).some((word) => words.has(word))
}

const newestEvents = async (
  nodes: Nodes,
  contract: Address,
  last: bigint,
): Promise<readonly SubscriptionEvent[]> => {
  const events: SubscriptionEvent[] = []
  for (let from = last > BLOCKS ? last - BLOCKS : 0n; from <= last; from += BLOCKS_A_CALL) {
    const end = from + BLOCKS_A_CALL - 1n
    events.push(...(await readSubscriptionEvents(nodes, contract, from, end < last ? end : last)))
  }
  return events
}
