import type { Hex } from 'viem'
import type { ChainSign } from '../domain/settlement.ts'
import { findSubscription, type Subscriptions } from './find-subscription.ts'
import type { Nodes } from './nodes.ts'
import { type NodesOfChain, observeChain } from './observe-chain.ts'
import { observePayment, type PaymentObservation, type PaymentSighting } from './observe-payment.ts'

export interface WatchedPayment {
  readonly paymentId: string
  /** Of the event that told of its money first. */
  readonly endpoint: string
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
  readonly chainId: number
  /** What providers call the network of these nodes. */
  readonly networks: readonly string[]
  /** They name payments whose transaction no webhook names. */
  readonly subscriptions?: Subscriptions & { readonly endpoint: string }
}

export const createPaymentWatch = (nodes: Nodes, settings: WatchSettings): PaymentWatch => ({
  async observe(payment) {
    const look = lookFor(payment, settings)
    if (look === undefined) return { sign: { type: 'none' } }
    const chain = await observeChain(nodes, settings.chainId)
    if (chain.type === 'unknown') return { sign: chain }
    const observation = await look(chain)
    return chain.silent === undefined ? observation : withoutProof(observation, chain.silent)
  },
})

/** Where no chain is configured. */
export const NO_WATCH: PaymentWatch = { observe: () => Promise.resolve({ sign: { type: 'none' } }) }

type Look = (on: NodesOfChain) => Promise<PaymentObservation>

/** Sources in order: the hash its provider names, where it was seen last, the events of the subscription contract. */
const lookFor = (payment: WatchedPayment, settings: WatchSettings): Look | undefined => {
  const { network, txHash, last } = payment
  const isElsewhere = network !== undefined && !isAmong(settings.networks, network)
  if (isElsewhere || (last !== undefined && last.chainId !== settings.chainId)) return undefined
  if (network !== undefined && isTxHash(txHash)) return (on) => observeNamed(on, txHash, last)
  if (last !== undefined) return async (on) => onlyHeard(await observePayment(on, last.txHash, last))
  return searchFor(payment, settings)
}

/** Its payer may have replaced the transaction that was seen: then the provider names the one that took its place. */
const observeNamed = async (
  on: NodesOfChain,
  txHash: Hex,
  last?: PaymentSighting,
): Promise<PaymentObservation> => {
  if (last === undefined || isSame(last.txHash, txHash)) return observePayment(on, txHash, last)
  const named = await observePayment(on, txHash)
  if (named.sign.type === 'mined') return named
  const seen = await observePayment(on, last.txHash, last)
  // That the one is gone proves nothing while the other may come.
  return seen.sign.type === 'mined' ? seen : named
}

const searchFor = (
  { paymentId, endpoint, isConfirmed }: WatchedPayment,
  { subscriptions }: WatchSettings,
): Look | undefined => {
  if (isConfirmed || subscriptions?.endpoint !== endpoint) return undefined
  return async (on) => {
    const found = await findSubscription(on.nodes, subscriptions, paymentId)
    return found.type === 'found' ? onlyHeard(await observePayment(on, found.txHash)) : { sign: found }
  }
}

/** Anybody may make a contract name a payment, and what it names need not have been paid, or may be withdrawn. */
const onlyHeard = ({ sign, ...rest }: PaymentObservation): PaymentObservation => ({
  sign: sign.type === 'mined' ? { ...sign, needsWord: true } : sign,
  ...rest,
})

/** A node that is silent may know better. */
const withoutProof = ({ sign, ...rest }: PaymentObservation, silence: string): PaymentObservation => {
  const isProof = sign.type === 'spent' || sign.type === 'replaced'
  const rested: ChainSign = isProof ? { type: 'unknown', reason: silence } : sign
  return { sign: rested, ...rest }
}

const isAmong = (names: readonly string[], name: string): boolean =>
  names.some((known) => known.toLowerCase() === name.toLowerCase())

const isSame = (one: Hex, other: Hex): boolean => one.toLowerCase() === other.toLowerCase()

const isTxHash = (text: string | undefined): text is Hex =>
  text !== undefined && /^0x[0-9a-fA-F]{64}$/.test(text)
