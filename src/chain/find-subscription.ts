import { type Address, type Hex, isAddressEqual } from 'viem'
import { FulfilmentError } from '../domain/errors.ts'
import { observeHeads } from './heads.ts'
import type { Nodes } from './nodes.ts'
import { paymentIdWords } from './payment-id-words.ts'
import { readSubscriptionEvents } from './subscription-events.ts'

/** Subscriptions by which a merchant is paid. */
export interface Subscriptions {
  readonly contract: Address
  /** The merchant: who pays anybody else has not paid us. */
  readonly receiver: Address
}

/** As many as providers answer for at once. A payment is told of as soon as it is mined: it is among the newest. */
const BLOCKS = 2_000n

export type SubscriptionSearch =
  | { readonly type: 'unknown'; readonly reason: string }
  /** Not among the newest blocks. That proves nothing. */
  | { readonly type: 'missing' }
  | { readonly type: 'found'; readonly txHash: Hex }

/** The transaction by which a payment was made, by the events of LlamaPay's contract. */
export const findSubscription = async (
  nodes: Nodes,
  { contract, receiver }: Subscriptions,
  paymentId: string,
): Promise<SubscriptionSearch> => {
  const seen = await observeHeads(nodes)
  if (seen.type === 'unknown') return seen
  const { latest } = seen.heads
  const words = paymentIdWords(paymentId)
  try {
    const first = latest < BLOCKS ? 0n : latest - BLOCKS + 1n
    const events = await readSubscriptionEvents(nodes, contract, first, latest)
    const found = events.find(
      (event) =>
        event.type === 'subscribed' &&
        isAddressEqual(event.receiver, receiver) &&
        words.includes(event.paymentId),
    )
    return found ? { type: 'found', txHash: found.transactionHash } : { type: 'missing' }
  } catch (error) {
    if (error instanceof FulfilmentError) return { type: 'unknown', reason: error.message }
    throw error
  }
}
