import {
  type Address,
  type Hex,
  isAddressEqual,
  type Log,
  type PublicClient,
  parseAbi,
  parseEventLogs,
} from 'viem'
import { askAny, type Nodes } from './nodes.ts'

/** LlamaPay's subscription contract (github.com/LlamaPay/subscription-contracts, contracts/Subs.sol): the events alone. */
export const SUBSCRIPTION_ABI = parseAbi([
  'event NewSubscription(address owner, uint256 initialPeriod, uint256 expirationDate, uint256 amountPerCycle, address receiver, uint256 accumulator, uint256 initialShares, bytes32 subId, bytes32 paymentId)',
  'event NewDelayedSubscription(address owner, uint256 initialPeriod, uint256 expirationDate, uint256 amountPerCycle, address receiver, uint256 accumulator, uint256 initialShares, bytes32 subId, uint256 instantPayment, bytes32 paymentId)',
  'event Unsubscribe(bytes32 subId)',
])

interface Place {
  readonly subscriptionId: Hex
  readonly blockNumber: bigint
  readonly blockHash: Hex
  readonly transactionHash: Hex
}

export type SubscriptionEvent =
  | (Place & {
      readonly type: 'subscribed'
      readonly owner: Address
      readonly receiver: Address
      /** What the payer's page put there for the charge; 32 bytes, no text. */
      readonly paymentId: Hex
      readonly amountPerCycle: bigint
      /** ISO 8601. What the chain says, whatever a webhook does. */
      readonly startsAt: string
      readonly expiresAt: string
    })
  | (Place & { readonly type: 'unsubscribed' })

const EVENT_NAMES = ['NewSubscription', 'NewDelayedSubscription', 'Unsubscribe'] as const

/** The contract's events among these logs. */
export const subscriptionEvents = (contract: Address, logs: readonly Log[]): readonly SubscriptionEvent[] => {
  const own = logs.filter(({ address }) => isAddressEqual(address, contract))
  const events = parseEventLogs({ abi: SUBSCRIPTION_ABI, eventName: [...EVENT_NAMES], logs: own })
  return events.flatMap((event): SubscriptionEvent[] => {
    const { blockNumber, blockHash, transactionHash } = event
    // A log without a block is of a transaction that only waits.
    if (blockNumber === null || blockHash === null || transactionHash === null) return []
    const place = { subscriptionId: event.args.subId, blockNumber, blockHash, transactionHash }
    if (event.eventName === 'Unsubscribe') return [{ ...place, type: 'unsubscribed' }]
    const { owner, receiver, paymentId, amountPerCycle, initialPeriod, expirationDate } = event.args
    const times = { startsAt: isoOf(initialPeriod), expiresAt: isoOf(expirationDate) }
    return [{ ...place, type: 'subscribed', owner, receiver, paymentId, amountPerCycle, ...times }]
  })
}

/**
 * The contract's events in a range of blocks, both ends included; providers allow some 2,000 blocks.
 * @throws FulfilmentError CHAIN_UNAVAILABLE (retryable)
 */
export const readSubscriptionEvents = (
  nodes: Nodes,
  contract: Address,
  fromBlock: bigint,
  toBlock: bigint,
): Promise<readonly SubscriptionEvent[]> =>
  askAny(nodes, async (node: PublicClient) =>
    subscriptionEvents(contract, await node.getLogs({ address: contract, fromBlock, toBlock })),
  )

/** The year 9999: anybody may subscribe for longer than a date can say. */
const LAST_SECOND = 253_402_300_799n

const isoOf = (unixSeconds: bigint): string =>
  new Date(Number(unixSeconds < LAST_SECOND ? unixSeconds : LAST_SECOND) * 1_000).toISOString()
