import type { Problem } from '../domain/errors.ts'
import type { TokenMint } from './mint.ts'
import type { RevertReason } from './mint-chain.ts'
import type { PassContext } from './pump-pass.ts'

type Offer =
  | { readonly type: 'fits'; readonly mints: readonly TokenMint[] }
  | { readonly type: 'never-fits'; readonly mint: TokenMint; readonly reason: RevertReason }
  | { readonly type: 'not-a-minter' }
  | { readonly type: 'unknown' }

type Taken = 'reserved' | 'parked' | 'nothing'

/** Enough for one pass; the next goes on. */
const MAX_PARKED = 50
/** Of a pass. */
const OFFERING_MS = 5_000

/**
 * Binds what waits to nonces, in batches the contract would take now. What it would not take by itself is parked before
 * it has cost a nonce. Resolves with how many transactions there are now to sign.
 */
export async function offerBatches(pass: PassContext): Promise<number> {
  const { outbox, id, pause } = pass
  // That one the contract itself answers for: it is asked again.
  if (pause !== undefined && pause.code !== 'SIGNER_NOT_MINTER') return 0
  const room = await outbox.room(id)
  const taken = { reserved: 0, parked: 0, nothing: 0 }
  while (taken.reserved < room && taken.parked < MAX_PARKED && taken.nothing === 0 && isEarly(pass))
    taken[await takeOldest(pass)] += 1
  return taken.reserved
}

/** While nodes are slow, what is taken on already comes first. */
function isEarly({ spentMs }: PassContext): boolean {
  return spentMs() < OFFERING_MS
}

async function takeOldest(pass: PassContext): Promise<Taken> {
  const { outbox, chain, id, pause, maxBatch } = pass
  const candidates = (await outbox.candidates(chain.chainId, chain.contract)).slice(0, maxBatch)
  if (candidates.length === 0) return 'nothing'
  const offer = await largestThatPasses(pass, candidates)
  switch (offer.type) {
    case 'unknown':
      return 'nothing'
    case 'not-a-minter': {
      const message = `the contract does not let ${id.address} mint: grant it MINTER_ROLE`
      await outbox.pauseSigner(id, { code: 'SIGNER_NOT_MINTER', message })
      return 'nothing'
    }
    case 'never-fits':
      await outbox.parkMint(offer.mint.id, problemOf(offer.reason))
      return 'parked'
    case 'fits': {
      if (pause) await outbox.unpauseSigner(id, pause.code)
      const ids = offer.mints.map((mint) => mint.id)
      return (await outbox.reserve(id, ids)) ? 'reserved' : 'nothing'
    }
  }
}

/** The front half, and again, until it passes or a single mint is left that does not. */
async function largestThatPasses(pass: PassContext, mints: readonly TokenMint[]): Promise<Offer> {
  const simulation = await pass.chain.simulate(pass.id.address, mints)
  if (simulation.type === 'unknown') return { type: 'unknown' }
  if (simulation.type === 'passes') return { type: 'fits', mints }
  const { reason } = simulation
  if (reason.type === 'not-a-minter') return { type: 'not-a-minter' }
  const [mint] = mints
  if (mints.length === 1 && mint) return { type: 'never-fits', mint, reason }
  return largestThatPasses(pass, mints.slice(0, Math.ceil(mints.length / 2)))
}

function problemOf(reason: RevertReason): Problem {
  switch (reason.type) {
    case 'transaction-cap':
    case 'day-cap': {
      const within = reason.type === 'day-cap' ? 'in a day' : 'in a transaction'
      const message = `the contract mints at most ${reason.cap} (minor units) ${within}; with this it would be ${reason.wanted}`
      return { code: 'MINT_CAP_EXCEEDED', message }
    }
    case 'amount-too-large':
      return { code: 'INVALID_AMOUNT', message: 'no contract can mint so much: it is more than 2^256 - 1' }
    case 'not-a-minter':
    case 'other':
      return { code: 'MINT_REFUSED', message: 'the contract reverts this mint, for a reason of its own' }
  }
}
