import type { Hex } from 'viem'
import type { ChainSign } from '../domain/settlement.ts'
import { observeHeads } from './heads.ts'
import type { Nodes } from './nodes.ts'
import { type BlockRef, observeBlock } from './observe-block.ts'
import type { NodesOfChain } from './observe-chain.ts'
import { observePresence } from './observe-presence.ts'
import type { Receipt } from './observe-receipt.ts'
import { observeNonce, observeSender, type Sender } from './observe-sender.ts'
import { observeTransactions } from './observe-transactions.ts'

/** Where a payment was seen: what must be known later to tell that it was taken back. */
export interface PaymentSighting {
  /** Elsewhere nothing of it can be seen. */
  readonly chainId: number
  readonly txHash: Hex
  readonly block: BlockRef
  readonly sender?: Sender
}

export interface PaymentObservation {
  readonly sign: ChainSign
  /** Of a payment that is in a block. */
  readonly sighting?: PaymentSighting
}

/** What the nodes show of a payment's transaction. `last`: where it was seen before. */
export const observePayment = async (
  { nodes, chainId }: NodesOfChain,
  txHash: Hex,
  last?: PaymentSighting,
): Promise<PaymentObservation> => {
  const observed = (await observeTransactions(nodes, [txHash])).get(txHash)
  if (observed?.type === 'mined') {
    const { receipt, finality } = observed
    const sighting = await sightingOf({ nodes, chainId }, receipt, last)
    if (!receipt.succeeded) return { sign: { type: 'failed', finality } }
    return { sign: { type: 'mined', block: receipt.block.hash, finality }, sighting }
  }
  if (observed?.type === 'unknown') return { sign: observed }
  return { sign: last === undefined ? await unseen(nodes, txHash) : await vanished(nodes, last) }
}

/** Its sender is looked up once a block: when the transaction is lost, nobody can tell any more. */
const sightingOf = async (
  { nodes, chainId }: NodesOfChain,
  { hash: txHash, block }: Receipt,
  last?: PaymentSighting,
): Promise<PaymentSighting> => {
  if (last?.block.hash === block.hash) return last
  const sender = await observeSender(nodes, txHash)
  return { chainId, txHash, block, ...(sender.type === 'found' ? { sender: sender.sender } : {}) }
}

const unseen = async (nodes: Nodes, txHash: Hex): Promise<ChainSign> => {
  const presence = await observePresence(nodes, txHash)
  switch (presence.type) {
    case 'present':
      return { type: 'waiting' }
    case 'absent':
      return { type: 'missing' }
    case 'unknown':
      return presence
  }
}

/** It was in a block, and no node that answers shows it there. Each proof is of all nodes, and comes before their no. */
const vanished = async (nodes: Nodes, { txHash, block, sender }: PaymentSighting): Promise<ChainSign> => {
  const nonce = sender === undefined ? undefined : await observeNonce(nodes, sender)
  const heads = await observeHeads(nodes)
  const place = await observeBlock(nodes, block)
  const rest = await unseen(nodes, txHash)
  if (rest.type !== 'missing') return rest
  if (place.type === 'unknown') return place
  // Behind one URL there may be several nodes: whoever says that it is missing lags behind the one that has its block.
  if (place.type === 'same')
    return { type: 'unknown', reason: `block ${block.hash} stands, its receipt is missing` }
  if (nonce?.type === 'spent') return { type: 'spent' }
  return { type: 'replaced', isFinal: heads.type === 'known' && block.number <= heads.heads.finalized }
}
