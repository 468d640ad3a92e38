import type { Broadcast } from './mint-chain.ts'
import type { WaitingTransaction } from './observe-transactions.ts'
import type { PassContext } from './pump-pass.ts'
import { settleReplaced } from './settle-replaced.ts'
import { signAttempt } from './sign-attempts.ts'

/**
 * Sends the newest attempt of each, in nonce order, however often that was done before. Resolves with how many a node
 * has taken.
 */
export async function broadcastAttempts(
  pass: PassContext,
  transactions: readonly WaitingTransaction[],
  head: bigint,
): Promise<number> {
  let taken = 0
  for (const transaction of transactions) {
    const { type } = await broadcastNewest(pass, transaction, head)
    if (type === 'accepted' || type === 'already-known') taken += 1
    if (type === 'nonce-too-low' && transaction.isMissing) await settleReplaced(pass, transaction)
    if (type === 'insufficient-funds') {
      await pauseUnfunded(pass, transactions)
      return taken
    }
  }
  if (taken > 0 && pass.pause?.code === 'SIGNER_UNFUNDED')
    await pass.outbox.unpauseSigner(pass.id, 'SIGNER_UNFUNDED')
  return taken
}

/** Where too little was offered, more is at once, but not more than once a block. */
async function broadcastNewest(
  pass: PassContext,
  transaction: WaitingTransaction,
  head: bigint,
): Promise<Broadcast> {
  const { attempts, waitingSince } = transaction
  const newest = attempts.at(-1)
  if (newest === undefined) return { type: 'unknown', reason: 'nothing is signed yet' }
  const broadcast = await pass.chain.broadcast(newest.raw)
  if (broadcast.type !== 'underpriced' || waitingSince === null || waitingSince >= head) return broadcast
  const raised = (await signAttempt(pass, transaction, head))?.attempts.at(-1)
  return raised ? pass.chain.broadcast(raised.raw) : broadcast
}

/** What all that wait may cost together: nodes reckon so too. */
async function pauseUnfunded(
  { outbox, chain, id }: PassContext,
  transactions: readonly WaitingTransaction[],
): Promise<void> {
  const needed = transactions
    .map(({ payload, attempts }) => (payload?.gasLimit ?? 0n) * (attempts.at(-1)?.maxFeePerGas ?? 0n))
    .reduce((sum, wei) => sum + wei, 0n)
  const wei = await chain.funds(id.address)
  // Money came meanwhile: the next pass sends.
  if (wei >= needed) return
  const message = `signer ${id.address} has ${wei} wei but needs up to ${needed} for gas: send it more`
  await outbox.pauseSigner(id, { code: 'SIGNER_UNFUNDED', message })
}
