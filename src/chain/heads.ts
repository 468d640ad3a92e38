import type { PublicClient } from 'viem'
import { askEach, failureOf, type Nodes, valuesOf } from './nodes.ts'

/** How far the chain is, and how much of it can still be undone. */
export interface Heads {
  readonly latest: bigint
  readonly safe: bigint
  readonly finalized: bigint
}

export type HeadsObservation =
  | { readonly type: 'unknown'; readonly reason: string }
  /** `counted`: the nodes that keep up; they are at `heads` at least. */
  | { readonly type: 'known'; readonly heads: Heads; readonly counted: Nodes }

/** `latest` may be undone any time, `safe` only if the data it stands on is, `finalized` never. */
export type Finality = 'latest' | 'safe' | 'finalized'

/** A node this far behind the foremost is taken for one that does not answer: it would hold everything up. */
const LAGGING_BLOCKS = 60n

export const finalityAt = (blockNumber: bigint, { safe, finalized }: Heads): Finality => {
  if (blockNumber <= finalized) return 'finalized'
  return blockNumber <= safe ? 'safe' : 'latest'
}

/** The views of the nodes that keep up. */
const currentOf = <View extends Heads>(views: readonly View[]): readonly View[] => {
  const latest = views.map((view) => view.latest).reduce(max, 0n)
  return views.filter((view) => view.latest + LAGGING_BLOCKS >= latest)
}

/** The most cautious view of the nodes that keep up; undefined when there are none. */
export const combineHeads = (views: readonly Heads[]): Heads | undefined => {
  const current = currentOf(views)
  return current.length === 0
    ? undefined
    : {
        latest: current.map(({ latest }) => latest).reduce(max),
        safe: current.map(({ safe }) => safe).reduce(min),
        finalized: current.map(({ finalized }) => finalized).reduce(min),
      }
}

export const observeHeads = async (nodes: Nodes): Promise<HeadsObservation> => {
  const answers = await askEach(nodes, async (node) => ({ ...(await headsOf(node)), node }))
  const views = valuesOf(answers)
  const heads = combineHeads(views)
  if (heads === undefined) return { type: 'unknown', reason: failureOf(answers) }
  return { type: 'known', heads, counted: currentOf(views).map(({ node }) => node) }
}

const headsOf = async (node: PublicClient): Promise<Heads> => {
  const tags = ['latest', 'safe', 'finalized'] as const
  const blocks = await Promise.all(tags.map((blockTag) => node.getBlock({ blockTag })))
  const [latest = 0n, safe = 0n, finalized = 0n] = blocks.map((block) => block.number ?? 0n)
  return { latest, safe, finalized }
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b)
const min = (a: bigint, b: bigint): bigint => (a < b ? a : b)
