import type { Address, Hex } from 'viem'
import { findSubscription } from './find-subscription.ts'
import type { Nodes } from './nodes.ts'
import { observePayment, type PaymentObservation, type PaymentSighting } from './observe-payment.ts'

export interface WatchedPayment {
  readonly paymentId: string
  /** As its provider names them; a hash is looked for only on a network that these nodes serve. */
  readonly network?: string
  readonly txHash?: string
  /** Where it was seen last. */
  readonly last?: PaymentSighting
  /** Its provider has said all it ever will: a payment that nothing was seen of is not searched for. */
  readonly isConfirmed: boolean
}

/** Looks for payments on one chain. */
export interface PaymentWatch {
  readonly observe: (payment: WatchedPayment) => Promise<PaymentObservation>
}

export interface WatchSettings {
  /** What providers call the network of these nodes. */
  readonly networks: readonly string[]
  /** LlamaPay's subscription contract: it names payments whose transaction no webhook names. */
  readonly subscriptions?: Address
}

/** Sources in order: where it was seen last, the hash its provider names, the events of the subscription contract. */
export const createPaymentWatch = (
  nodes: Nodes,
  { networks, subscriptions }: WatchSettings,
): PaymentWatch => {
  const served = new Set(networks.map((name) => name.toLowerCase()))
  const isServed = (network: string | undefined) => network !== undefined && served.has(network.toLowerCase())
  return {
    async observe({ paymentId, network, txHash, last, isConfirmed }) {
      if (last) return observePayment(nodes, last.txHash, last)
      if (isTxHash(txHash) && isServed(network)) return observePayment(nodes, txHash)
      if (subscriptions === undefined || isConfirmed) return { sign: { type: 'none' } }
      const found = await findSubscription(nodes, subscriptions, paymentId)
      return found.type === 'found' ? observePayment(nodes, found.txHash) : { sign: found }
    },
  }
}

/** Where no chain is configured. */
export const NO_WATCH: PaymentWatch = { observe: () => Promise.resolve({ sign: { type: 'none' } }) }

const isTxHash = (text: string | undefined): text is Hex =>
  text !== undefined && /^0x[0-9a-fA-F]{64}$/.test(text)
