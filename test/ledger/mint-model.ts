import type { StandingMint } from '../../src/domain/books.ts'
import { type ErrorCode, FulfilmentError } from '../../src/domain/errors.ts'
import type { ClaimedEffect, EffectClaim } from '../../src/ledger/effects.ts'
import type { MintStatement } from '../../src/ledger/mints.ts'
import type { Minting, Names } from './oracle.ts'
import { isContested, type ToldPayment } from './problems.ts'

interface Claimed {
  readonly name: string
  readonly eventKey: string
  content: string | undefined
  state: 'claimed' | 'done' | 'skipped'
}

/** The newest word on each mint. */
export class StandingMints {
  private readonly newest = new Map<string, MintStatement>()

  state(mint: MintStatement): void {
    const known = this.newest.get(mint.mintId)
    if (known === undefined || BigInt(known.version.seq) < BigInt(mint.version.seq)) {
      this.newest.set(mint.mintId, mint)
    }
  }

  all(): Minting['standing'] {
    return [...this.newest.values()]
      .filter(({ stands }) => stands)
      .map((mint) => ({ name: mint.paymentId, mint: asStanding(mint) }))
  }
}

function asStanding({ chainId, wallet, asset, amount }: MintStatement): StandingMint {
  return { chainId, wallet: wallet.toLowerCase(), asset, amount: BigInt(amount) }
}

/** Which event may mint which payment, one claim after another. */
export class MintClaims {
  private readonly claimed: Claimed[] = []

  live(): readonly string[] {
    return this.claimed.filter(({ state }) => state !== 'skipped').map(({ name }) => name)
  }

  /** @throws FulfilmentError what the ledger must refuse it with */
  claim(claim: EffectClaim, names: Names, payment: ToldPayment | undefined): ClaimedEffect['state'] {
    const { paymentId: name, eventKey, content } = claim
    const known = this.claimed
      .filter((other) => names.root(other.name) === names.root(name))
      .sort((a, b) => rank(b, eventKey) - rank(a, eventKey))[0]
    if (known !== undefined) return again(known, claim)
    if (!mayMint(payment)) return 'waiting'
    this.claimed.push({ name, eventKey, content, state: 'claimed' })
    return 'claimed'
  }

  /** Ends the n-th claim, if it is still open. True if it is. */
  finish(n: number, state: 'done' | 'skipped'): boolean {
    const claimed = this.claimed[n]
    if (claimed?.state !== 'claimed') return false
    claimed.state = state
    return true
  }
}

const rank = ({ state, eventKey }: Claimed, asking: string): number =>
  Number(state === 'done') * 4 + Number(eventKey === asking) * 2 + Number(state === 'claimed')

function again(known: Claimed, { eventKey, content, replaces }: EffectClaim): ClaimedEffect['state'] {
  const isOwn = known.eventKey === eventKey
  if (known.content !== content) {
    if (!(replaces && isOwn && known.state === 'claimed')) throw refused('EFFECT_CONFLICT')
    known.content = content
  }
  return known.state === 'claimed' && !isOwn ? 'elsewhere' : known.state
}

function mayMint(payment: ToldPayment | undefined): boolean {
  if (payment === undefined) return false
  if (payment.money?.value === 'credit') throw refused('EFFECT_CONFLICT')
  if (isContested(payment.returns)) throw refused('REFUND_OF_MINTED')
  return payment.money?.value === 'mint' && payment.settled && payment.held === 0n
}

function refused(code: ErrorCode): FulfilmentError {
  return new FulfilmentError({ code, retryable: false, message: code })
}
