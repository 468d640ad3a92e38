import type { Hex } from './mint.ts'
import type { Mined, Observation, SentAttempt } from './mint-chain.ts'
import type { PassContext } from './pump-pass.ts'
import type { OpenTransaction } from './transactions.ts'

/** Of a pass, with all that comes before; what is not looked up stands as it was. */
const LOOKING_MS = 10_000

/** A transaction that is not mined as far as we know, to be sent (again). */
export interface WaitingTransaction extends OpenTransaction {
  /** Every node that could tell was asked for every attempt, and has none. Enough to offer more; evidence of nothing. */
  readonly isMissing: boolean
}

interface Observed {
  readonly waiting: readonly WaitingTransaction[]
  readonly final: number
  readonly failed: number
  readonly vanished: number
  readonly unknown: number
}

type Sighting =
  | { readonly type: 'unknown' }
  | { readonly type: 'missing' }
  | { readonly type: 'mined'; readonly hash: Hex; readonly mined: Mined }

/** Looks for receipts of all attempts of all open transactions, and keeps what it finds. */
export async function observeTransactions(pass: PassContext, head: bigint): Promise<Observed> {
  const open = await pass.outbox.openTransactions(pass.id)
  const observations = await pass.chain.observe(open.flatMap(sentOf))
  const waiting: WaitingTransaction[] = []
  const counts = { final: 0, failed: 0, vanished: 0, unknown: 0 }
  for (const transaction of open) {
    const sighting = sightingOf(transaction, observations)
    const outcome = await keep(pass, transaction, sighting, head)
    if (outcome === 'waits' || outcome === 'vanished')
      waiting.push({ ...transaction, isMissing: outcome === 'waits' && sighting.type === 'missing' })
    if (outcome in counts) counts[outcome as keyof typeof counts] += 1
    else if (sighting.type === 'unknown') counts.unknown += 1
  }
  return { waiting, ...counts }
}

function sentOf({ attempts, payload }: OpenTransaction): SentAttempt[] {
  return attempts.map(({ hash, noop }) => ({ hash, contract: noop ? undefined : payload?.to }))
}

function sightingOf({ attempts }: OpenTransaction, seen: ReadonlyMap<Hex, Observation>): Sighting {
  const sightings = attempts.map(({ hash }) => ({ hash, observation: seen.get(hash) }))
  const mined = sightings.flatMap(({ hash, observation }) =>
    observation?.type === 'mined' ? [{ hash, mined: observation.mined }] : [],
  )
  const [only, ...others] = mined
  // Two attempts of one nonce are never both mined: then nodes show different chains.
  if (only && others.length === 0) return { type: 'mined', ...only }
  const isMissing = sightings.every(({ observation }) => observation?.type === 'missing')
  return { type: isMissing ? 'missing' : 'unknown' }
}

type Outcome = 'waits' | 'stands' | 'vanished' | 'final' | 'failed'

async function keep(
  { outbox, chain, spentMs }: PassContext,
  { id, state, minedBlock: number, minedBlockHash: hash }: OpenTransaction,
  sighting: Sighting,
  head: bigint,
): Promise<Outcome> {
  if (sighting.type === 'mined') {
    const now = await outbox.recordMined(id, sighting.hash, sighting.mined)
    return now === 'final' || now === 'failed' ? now : 'stands'
  }
  if (state === 'reserved' || state === 'signed') return 'waits'
  if (sighting.type === 'unknown' || number === null || hash === null) return 'stands'
  if (spentMs() > LOOKING_MS) return 'stands'
  // A receipt alone may be missing because a node lags behind; its number with another block tells.
  if ((await chain.observeBlock({ number, hash })).type !== 'replaced') return 'stands'
  await outbox.recordVanished(id, hash, head)
  return 'vanished'
}
