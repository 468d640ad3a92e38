import type { Problem } from '../domain/errors.ts'
import { broadcastAttempts } from './broadcast-attempts.ts'
import { judgeSending } from './judge-sending.ts'
import { lower } from './mint.ts'
import type { MintChain, MintSigner } from './mint-chain.ts'
import { observeTransactions } from './observe-transactions.ts'
import { offerBatches } from './offer-batches.ts'
import type { PumpStore } from './pump-store.ts'
import { signAttempts } from './sign-attempts.ts'
import type { SignerId, SignerState } from './signers.ts'

export interface Pump {
  readonly outbox: PumpStore
  readonly chain: MintChain
  readonly signer: MintSigner
  /** Most mints of one transaction; 100, and never more, when not given. */
  readonly maxBatch?: number
}

export interface PassContext extends Pump {
  readonly id: SignerId
  /** As it was when the pass began. */
  readonly pause: Problem | undefined
  /** How long the pass has taken: nodes may take seconds for each answer. */
  readonly spentMs: () => number
}

/** Numbers of transactions, but for `requested`. All of it can go through JSON. */
export interface PumpReport {
  readonly reserved: number
  readonly signed: number
  readonly sent: number
  /** In the words of the nodes, why they do not take what must go first. */
  readonly refused: string | undefined
  /** Settled in this pass: `final` minted, `failed` did not and their mints are free again. */
  readonly final: number
  readonly failed: number
  readonly vanished: number
  /** Nodes did not answer, or did not agree. */
  readonly unknown: number
  /** Left: mints in no transaction; transactions not mined; transactions mined, but not final. */
  readonly requested: number
  readonly waiting: number
  readonly watched: number
  /** Why the signer takes nothing on. */
  readonly pause: Problem | undefined
}

/**
 * Brings every mint of one signer a step further. May end anywhere and be run again, and any number of passes may run
 * at once, in any number of processes: whatever must not happen twice is decided by Postgres, and by the contract.
 * @throws FulfilmentError CHAIN_UNAVAILABLE, MINT_UNAVAILABLE (retryable)
 */
export async function pumpPass(pump: Pump): Promise<PumpReport> {
  const { outbox, chain } = pump
  const id = { chainId: chain.chainId, address: lower(pump.signer.address) }
  const { pause } = (await outbox.signer(id)) ?? (await introduce(pump, id))
  const began = Date.now()
  const pass = { ...pump, id, pause, spentMs: () => Date.now() - began }

  await outbox.parkBarred(chain.chainId)
  const reserved = await offerBatches(pass)
  const head = await chain.head()
  const { waiting, ...observed } = await observeTransactions(pass, head)
  const signed = await signAttempts(pass, waiting, head)
  const sent = await broadcastAttempts(pass, signed.transactions, head)
  await judgeSending(pass, { ...sent, waiting: signed.transactions, head })

  const backlog = await outbox.backlog(id, chain.contract)
  const state = await outbox.signer(id)
  const { taken, refusal } = sent
  return {
    reserved,
    signed: signed.count,
    sent: taken,
    refused: refusal?.because,
    ...observed,
    ...backlog,
    pause: state?.pause,
  }
}

/** From here on its nonces are counted by the outbox: the key must not be used by anybody else. */
async function introduce({ outbox, chain }: Pump, id: SignerId): Promise<SignerState> {
  await outbox.registerSigner(id, await chain.countTransactions(id.address, 'latest'))
  return { pause: undefined }
}
