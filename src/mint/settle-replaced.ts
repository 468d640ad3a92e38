import type { WaitingTransaction } from './observe-transactions.ts'
import type { PassContext } from './pump-pass.ts'

/**
 * Gives a nonce up that somebody else has spent: when every node shows it spent in a finalized block, and the contract's
 * finalized state has none of its mints. That no receipt is found would prove nothing.
 */
export async function settleReplaced(
  { outbox, chain, id }: PassContext,
  { id: tx, nonce }: WaitingTransaction,
): Promise<void> {
  if ((await chain.observeNonce(id.address, nonce)).type !== 'spent') return
  const mints = await outbox.boundMints(tx)
  const seen = await Promise.all(mints.map((mint) => chain.observeMint(mint)))
  if (seen.some(({ type }) => type === 'unknown')) return
  await outbox.recordReplaced(tx, await chain.countTransactions(id.address, 'finalized'))
}
