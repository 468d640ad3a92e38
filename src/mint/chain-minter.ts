import { FulfilmentError } from '../domain/errors.ts'
import { type Hex, lower, type Mint } from './mint.ts'
import type { KeptMints, Minter, MintOrder, MintProgress } from './minter.ts'
import type { MintOutbox } from './outbox.ts'

export interface ChainMinterOptions {
  readonly outbox: Pick<MintOutbox, 'requestMint' | 'mint' | 'resumeMint' | 'amendWallet' | 'parkMint'>
  readonly chainId: number
  readonly contract: Hex
  /** The id under which the contract mints for a payment, once. */
  readonly mintIdOf: (payment: MintOrder) => Hex
  /** Makes the pump look, soon; `attempt` as of `Minter.mint`. */
  readonly wakePump: (attempt: number) => Promise<void>
}

const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 10_000

/** Mints by the outbox: asks for the mint there, and says where it stands. What brings it on chain is the pump. */
export function createChainMinter(options: ChainMinterOptions): Minter {
  const { outbox, chainId, contract, mintIdOf, wakePump } = options
  return {
    name: 'chain',
    async mint(order, attempt) {
      const { account, paymentId, asset, amount, wallet } = order
      const id = mintIdOf(order)
      const payment = { account, paymentId, asset }
      const mint = await outbox.requestMint({ id, to: wallet, amount, chainId, contract, ...payment })
      // Also where its signer is paused: somebody may have terminated the pump that waits for the end of that.
      if (isUnderWay(mint)) await wakePump(attempt)
      return progressOf(mint, attempt)
    },
    kept: keptIn(options),
  }
}

function keptIn({ outbox, mintIdOf }: ChainMinterOptions): KeptMints {
  const known = (order: MintOrder) => outbox.mint(mintIdOf(order))
  return {
    async explain(order) {
      const mint = await known(order)
      return mint === null ? 'it is not asked for yet' : waitsFor(mint)
    },
    async resume(order) {
      const mint = await known(order)
      if (mint !== null) await outbox.resumeMint(mint.id)
    },
    async amend(order) {
      const mint = await known(order)
      if (mint !== null && mint.to !== lower(order.wallet)) await outbox.amendWallet(mint.id, order.wallet)
    },
    async withdraw(order, problem) {
      const id = mintIdOf(order)
      await outbox.parkMint(id, problem)
      const mint = await outbox.mint(id)
      // A conflict is minted for somebody else, and for nobody any more.
      if (mint === null || mint.status === 'parked' || mint.status === 'conflict') return
      const message = `mint ${id} is ${mint.status}: a transaction that carries it is out and cannot be taken back`
      throw new FulfilmentError({ code: 'INVALID_DECISION', retryable: false, message })
    },
  }
}

function isUnderWay({ status }: Mint): boolean {
  return status === 'requested' || status === 'reserved' || status === 'mined'
}

function progressOf(mint: Mint, attempt: number): MintProgress {
  const { status, problem, txHash } = mint
  if (problem !== undefined && (status === 'parked' || status === 'conflict'))
    throw new FulfilmentError({ ...problem, retryable: false })
  if (txHash !== undefined && (status === 'safe' || status === 'final')) return { state: 'minted', txHash }
  const retryAfterMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 1.25 ** (attempt - 1))
  return { state: 'waiting', retryAfterMs: Math.round(retryAfterMs), because: waitsFor(mint) }
}

function waitsFor({ id, status, problem, block }: Mint): string {
  if (problem !== undefined) return `mint ${id} is ${status}, held up: ${problem.code}: ${problem.message}`
  if (block !== undefined) return `mint ${id} is ${status} in block ${block}`
  return `mint ${id} is ${status}`
}
