import type { MintStatement } from '../ledger/mints.ts'
import type { MintStatus } from '../mint/mint.ts'
import type { Transition } from '../mint/transitions.ts'
import type { Deps } from './deps.ts'
import type { Pumping } from './minting.ts'

const FEED = 'mint'
const PAGE = 200

/**
 * Tells the books which tokens are there, and which are not any more, from where it stopped before. Told again it changes
 * nothing. True when there is nothing left to tell.
 */
export async function stateMints({ ledger }: Deps, { feed, walletChanged }: Pumping): Promise<boolean> {
  await feed.adoptTransitions()
  const after = await ledger.readFeed(FEED)
  const page = await feed.transitions(after, PAGE)
  const last = page.at(-1)
  if (last === undefined) return !(await feed.hasTransitions(after))
  for (const transition of newestOf(page)) {
    await ledger.stateMint(statementOf(transition))
    await walletChanged(transition.wallet)
  }
  await ledger.moveFeed(FEED, last.cursor)
  return false
}

/** Of mints that were or are there, or wait for a person, each the last that is known of it. */
function newestOf(page: readonly Transition[]): readonly Transition[] {
  const concerned = new Set(
    page.flatMap(({ id, from, to }) => (isThere(from) || isThere(to) || isStopped(to) ? [id] : [])),
  )
  const newest = new Map(page.map((transition) => [transition.id, transition]))
  return [...newest.values()].filter(({ id }) => concerned.has(id))
}

function statementOf({ id, to, txHash, cursor, ...mint }: Transition): MintStatement {
  const { account, paymentId, chainId, wallet, asset, amount } = mint
  return {
    account,
    paymentId,
    mintId: id,
    chainId,
    wallet,
    asset,
    amount: amount.toString(),
    stands: isThere(to),
    ...(isStopped(to) ? { isStopped: true } : {}),
    ...(txHash === undefined ? {} : { txHash }),
    version: cursor,
  }
}

function isThere(status: MintStatus | undefined): boolean {
  return status === 'safe' || status === 'final'
}

function isStopped(status: MintStatus): boolean {
  return status === 'parked' || status === 'conflict'
}
