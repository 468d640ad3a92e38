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
  const { subscriptions } = settings
  if (last !== undefined) return (on) => observeHeard(on, payment, last, subscriptions)
  if (payment.isConfirmed || subscriptions?.endpoint !== payment.endpoint) return undefined
  return (on) => search(on, subscriptions, payment.paymentId)
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

/** As above, where the contract's events are all that names it. */
const observeHeard = async (
  on: NodesOfChain,
  { paymentId, isConfirmed }: WatchedPayment,
  last: PaymentSighting,
  subscriptions?: Subscriptions,
): Promise<PaymentObservation> => {
  const seen = onlyHeard(await observePayment(on, last.txHash, last))
  if (seen.sign.type === 'mined' || subscriptions === undefined) return seen
  const again = await search(on, subscriptions, paymentId)
  if (again.sign.type === 'mined') return again
  return isConfirmed
    ? withoutProof(seen, 'its provider confirmed it by a transaction that it does not name')
    : seen
}

const search = async (
  on: NodesOfChain,
  subscriptions: Subscriptions,
  paymentId: string,
): Promise<PaymentObservation> => {
  const found = await findSubscription(on.nodes, subscriptions, paymentId)
  return found.type === 'found' ? onlyHeard(await observePayment(on, found.txHash)) : { sign: found }
}

/** Anybody may make a contract name a payment, and what it names need not have been paid, or may be withdrawn. */
const onlyHeard = ({ sign, ...rest }: PaymentObservation): PaymentObservation => ({
  sign: sign.type === 'mined' ? { ...sign, needsWord: true } : sign,
  ...rest,
})

/** Somebody may know better: a node that is silent, a provider. */
const withoutProof = ({ sign, ...rest }: PaymentObservation, reason: string): PaymentObservation => {
  const isProof = sign.type === 'spent' || sign.type === 'replaced'
  return { sign: isProof ? ({ type: 'unknown', reason } satisfies ChainSign) : sign, ...rest }
}

const isAmong = (names: readonly string[], name: string): boolean =>
  names.some((known) => known.toLowerCase() === name.toLowerCase())

const isSame = (one: Hex, other: Hex): boolean => one.toLowerCase() === other.toLowerCase()

const isTxHash = (text: string | undefined): text is Hex =>
  text !== undefined && /^0x[0-9a-fA-F]{64}$/.test(text)
