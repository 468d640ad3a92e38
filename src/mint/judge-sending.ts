import type { Sent } from './broadcast-attempts.ts'
import type { WaitingTransaction } from './observe-transactions.ts'
import type { PassContext } from './pump-pass.ts'

interface Sending extends Sent {
  readonly waiting: readonly WaitingTransaction[]
  /** The chain's. */
  readonly head: bigint
}

/** Blocks in which nodes may find the signer too poor, against our own sum: one of them may lag behind. */
const UNFUNDED_AFTER = 5n
/** Blocks in which they may refuse in words we do not know: also what merely does not reach them looks so. */
const REFUSED_AFTER = 30n
/** Of a transfer of nothing. */
const NOOP_GAS = 21_000n

/** Stops a signer from whom nodes take nothing, and lets it go on once they do, or once nothing of it waits. */
export async function judgeSending(pass: PassContext, sending: Sending): Promise<void> {
  const { waiting, refusal, taken, head } = sending
  if (refusal?.type === 'insufficient-funds') return pauseUnfunded(pass, waiting, head)
  if (refusal?.type === 'unknown') return pauseRefused(pass, waiting, refusal.because, head)
  if (taken > 0 || waiting.length === 0) await goOn(pass, taken)
}

async function goOn({ outbox, id, pause }: PassContext, taken: number): Promise<void> {
  if (taken > 0) await outbox.forgetRefusal(id)
  if (pause?.code === 'SIGNER_UNFUNDED' || pause?.code === 'MINT_REFUSED')
    await outbox.unpauseSigner(id, pause.code)
}

/** Nodes also count what we cannot: where a chain posts its data elsewhere, that costs too. */
async function pauseUnfunded(
  { outbox, chain, id }: PassContext,
  waiting: readonly WaitingTransaction[],
  head: bigint,
): Promise<void> {
  const needed = gasOf(waiting)
  const wei = await chain.funds(id.address)
  const has = `signer ${id.address} has ${wei} wei`
  if (wei < needed) {
    const message = `${has} but needs up to ${needed} for gas: send it more`
    return outbox.pauseSigner(id, { code: 'SIGNER_UNFUNDED', message })
  }
  const since = await outbox.noteRefusal(id, `insufficient-funds ${wei}`, head)
  if (head - since < UNFUNDED_AFTER) return
  const message = `${has}, and needs up to ${needed} for gas, but nodes say that it is too little (a chain may charge for data, too): send it more`
  await outbox.pauseSigner(id, { code: 'SIGNER_UNFUNDED', message })
}

async function pauseRefused(
  { outbox, chain, id, pause }: PassContext,
  waiting: readonly WaitingTransaction[],
  because: string,
  head: bigint,
): Promise<void> {
  const nonce = waiting[0]?.nonce ?? 0
  // The reply to what worked may be lost.
  if (pause?.code === 'SIGNER_UNFUNDED' && (await chain.funds(id.address)) >= gasOf(waiting))
    await outbox.unpauseSigner(id, 'SIGNER_UNFUNDED')
  const since = await outbox.noteRefusal(id, `unknown ${nonce}`, head)
  if (head - since < REFUSED_AFTER) return
  const message = `nodes have not taken nonce ${nonce} of signer ${id.address} for ${head - since} blocks: ${because}`
  await outbox.pauseSigner(id, { code: 'MINT_REFUSED', message })
}

/** What all that wait may cost together, in wei: nodes reckon so too. */
function gasOf(waiting: readonly WaitingTransaction[]): bigint {
  return waiting
    .map(({ payload, attempts }) => {
      const newest = attempts.at(-1)
      const gas = newest?.noop === true ? NOOP_GAS : (payload?.gasLimit ?? 0n)
      return gas * (newest?.maxFeePerGas ?? 0n)
    })
    .reduce((sum, wei) => sum + wei, 0n)
}
