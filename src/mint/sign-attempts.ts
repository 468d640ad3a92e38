import type { WaitingTransaction } from './observe-transactions.ts'
import type { PassContext } from './pump-pass.ts'
import type { Fees, Payload } from './store-attempt.ts'
import type { Attempt } from './transactions.ts'

/** Blocks an attempt may wait before more is offered. */
const PATIENCE = 4n
/** Of a pass, with all that comes before; one is signed at least. */
const SIGNING_MS = 12_000

interface Signed {
  readonly count: number
  /** What may be sent: each with its newest stored attempt last. */
  readonly transactions: readonly WaitingTransaction[]
}

/** Signs what has no attempt yet, what has waited too long, and what is to be cancelled. */
export async function signAttempts(
  pass: PassContext,
  waiting: readonly WaitingTransaction[],
  head: bigint,
): Promise<Signed> {
  let count = 0
  const transactions: WaitingTransaction[] = []
  for (const transaction of waiting) {
    const signed =
      (count === 0 || pass.spentMs() < SIGNING_MS) && needsAttempt(pass, transaction, head)
        ? await signAttempt(pass, transaction, head)
        : undefined
    if (signed) count += 1
    transactions.push(signed ?? transaction)
  }
  return { count, transactions }
}

function needsAttempt({ pause }: PassContext, transaction: WaitingTransaction, head: bigint): boolean {
  const { attempts, cancelled, isMissing, waitingSince } = transaction
  const newest = attempts.at(-1)
  if (newest === undefined) return true
  if (cancelled && !newest.noop) return true
  // Where money is short, offering more makes it worse.
  if (pause?.code === 'SIGNER_UNFUNDED') return false
  return isMissing && waitingSince !== null && waitingSince + PATIENCE <= head
}

/**
 * The transaction with its next attempt, signed and stored: not before that may it be sent. Undefined when the fees are
 * at their cap, or when another pass has stored one meanwhile; then that pass sends it.
 */
export async function signAttempt(
  pass: PassContext,
  transaction: WaitingTransaction,
  head: bigint,
): Promise<WaitingTransaction | undefined> {
  const { chain, outbox, signer } = pass
  const { id: tx, nonce, attempts } = transaction
  const fees = await feesAfter(chain, attempts.at(-1))
  if (fees === undefined) return undefined
  const payload = transaction.cancelled ? undefined : await payloadOf(pass, transaction)
  const signed = await signer.sign({ chainId: chain.chainId, nonce, payload }, fees)
  const n = attempts.length + 1
  if (!(await outbox.storeAttempt({ tx, n, payload, fees, ...signed, head }))) return undefined
  const attempt = { n, noop: payload === undefined, ...fees, ...signed }
  return { ...transaction, payload: payload ?? transaction.payload, attempts: [...attempts, attempt] }
}

function feesAfter(chain: PassContext['chain'], last: Attempt | undefined): Promise<Fees | undefined> {
  return last === undefined ? chain.offerFees() : chain.raiseFees(last)
}

/** What is kept, or else from the rows that are bound: never from what a pass remembers of them. */
async function payloadOf(
  { outbox, chain }: PassContext,
  { id, payload }: WaitingTransaction,
): Promise<Payload> {
  return payload ?? chain.payload(await outbox.boundMints(id))
}
