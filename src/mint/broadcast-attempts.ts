import type { Broadcast } from './mint-chain.ts'
import type { WaitingTransaction } from './observe-transactions.ts'
import type { PassContext } from './pump-pass.ts'
import { settleReplaced } from './settle-replaced.ts'
import { signAttempt } from './sign-attempts.ts'

/** Of a pass, with all that comes before. With slow nodes the first few go out, which are the ones that must. */
const SENDING_MS = 15_000

/** Why nodes do not take what must be mined first. */
export interface Refusal {
  readonly type: 'insufficient-funds' | 'unknown'
  readonly because: string
}

export interface Sent {
  /** How many a node has taken. */
  readonly taken: number
  readonly refusal: Refusal | undefined
}

/** Sends the newest attempt of each, in nonce order, however often that was done before. */
export async function broadcastAttempts(
  pass: PassContext,
  transactions: readonly WaitingTransaction[],
  head: bigint,
): Promise<Sent> {
  const outcomes: Broadcast[] = []
  for (const transaction of transactions) {
    const broadcast = await broadcastNewest(pass, transaction, head)
    outcomes.push(broadcast)
    if (broadcast.type === 'nonce-too-low' && transaction.isMissing) await settleReplaced(pass, transaction)
    // What comes after it has even less.
    if (broadcast.type === 'insufficient-funds' || pass.spentMs() > SENDING_MS) break
  }
  return { taken: outcomes.filter(isTaken).length, refusal: refusalIn(outcomes) }
}

function isTaken({ type }: Broadcast): boolean {
  return type === 'accepted' || type === 'already-known'
}

function refusalIn(outcomes: readonly Broadcast[]): Refusal | undefined {
  const type = 'insufficient-funds'
  if (outcomes.at(-1)?.type === type) return { type, because: 'the signer cannot pay for gas' }
  const [first] = outcomes
  return first?.type === 'unknown' ? { type: 'unknown', because: first.reason } : undefined
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
