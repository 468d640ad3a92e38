import type { MoneyState } from './fact.ts'

/** Where the money of one payment stands, as its row says: the settlement keeps nothing else. */
export interface Settlement {
  /** `unstated`: no event has spoken of money. */
  readonly state: MoneyState | 'unstated'
  /** An operator's last word. It outranks whatever is said or seen. */
  readonly word?: 'confirm' | 'reverse'
  /** The block we saw it in last; of money that is gone, the block it was lost from. */
  readonly block?: string
  /** Its time is over: to be settled, or, once it is gone, to be mined again. */
  readonly isOverdue: boolean
}

/** What the chain shows of a payment. Only `spent` and `replaced` prove anything against it. */
export type ChainSign =
  /** Nothing to look for: no hash on this chain, no contract. */
  | { readonly type: 'none' }
  /** Nodes fail, lag or disagree. */
  | { readonly type: 'unknown'; readonly reason: string }
  /** No node that answers has it. */
  | { readonly type: 'missing' }
  /** Sent, and in no block. */
  | { readonly type: 'waiting' }
  | {
      readonly type: 'mined'
      readonly block: string
      readonly finality: Finality
      /** That it was paid there only its provider can tell. */
      readonly needsWord?: true
    }
  /** In a block, and reverted there: it moved no money. */
  | { readonly type: 'failed'; readonly finality: Finality }
  /** Another block stands where it was, and every node says that it has none of it. `isFinal`: that block stays. */
  | { readonly type: 'replaced'; readonly isFinal: boolean }
  /** Another transaction of its sender took its place for good: it never can be mined. */
  | { readonly type: 'spent' }

type Finality = 'latest' | 'safe' | 'finalized'

export type Verdict =
  /** Nothing to observe: only an event, an operator or the deadline says more. */
  | { readonly type: 'wait' }
  /** Look again later. */
  | { readonly type: 'observe'; readonly because: string }
  /** It is in a block it was not seen in before: kept with the payment, then looked at again. Changes no books. */
  | { readonly type: 'keep'; readonly block: string }
  /** `isLast`: nothing can come after it. */
  | {
      readonly type: 'state'
      readonly state: MoneyState
      readonly block?: string
      readonly isLast: boolean
    }
  /** Nobody but a person can tell. */
  | { readonly type: 'unclear'; readonly because: string }
  | { readonly type: 'done'; readonly because: string }

/** Of no block: whatever was seen of it until now is undone. */
const GONE: Verdict = { type: 'state', state: 'gone', isLast: false }

/** What to do next about a payment, for every state and everything a chain can show. Pure and total. */
export function judge(settlement: Settlement, sign: ChainSign): Verdict {
  if (settlement.word !== undefined) return done(`an operator said ${settlement.word}`)
  switch (settlement.state) {
    case 'unstated':
      return done('nobody has stated money')
    case 'pending':
      return judgePending(settlement, sign)
    case 'confirmed':
      return judgeConfirmed(settlement, sign)
    case 'gone':
      return judgeGone(settlement, sign)
  }
}

function judgePending(settlement: Settlement, sign: ChainSign): Verdict {
  const { isOverdue } = settlement
  switch (sign.type) {
    case 'none':
      return isOverdue ? unclear('nothing on this chain tells of it') : { type: 'wait' }
    case 'unknown':
      return isOverdue ? unclear(sign.reason) : observe(sign.reason)
    case 'missing':
      return isOverdue
        ? unclear('no node knows its transaction')
        : observe('no node knows its transaction yet')
    case 'waiting':
      return observe('its transaction waits to be mined')
    case 'mined':
      return isConfirmedBy(sign) ? confirmed(sign.block) : minedPending(settlement, sign)
    case 'failed':
      return failed(sign.finality)
    case 'replaced':
      return sign.isFinal || isOverdue ? GONE : observe('its block was replaced')
    case 'spent':
      return GONE
  }
}

/** Confirmed by its provider; nodes of our own may still see it taken back, but need more than silence for that. */
function judgeConfirmed(settlement: Settlement, sign: ChainSign): Verdict {
  switch (sign.type) {
    case 'none':
      return done('confirmed by its provider')
    case 'unknown':
      return sayUnlessOverdue(settlement, sign.reason)
    case 'missing':
      return sayUnlessOverdue(settlement, 'no node knows its transaction yet')
    case 'waiting':
      return sayUnlessOverdue(settlement, 'its transaction waits to be mined')
    case 'mined':
      return sign.finality === 'finalized' ? done('final on chain') : seen(settlement, sign)
    case 'failed':
      return failed(sign.finality)
    case 'replaced':
      return sign.isFinal ? GONE : observe('its block was replaced')
    case 'spent':
      return GONE
  }
}

function sayUnlessOverdue({ isOverdue }: Settlement, because: string): Verdict {
  return isOverdue ? done('confirmed by its provider; the chain was not heard') : observe(because)
}

/** Gone stays gone, unless the chain shows it again. */
function judgeGone({ block, isOverdue }: Settlement, sign: ChainSign): Verdict {
  const rest: Verdict = isOverdue ? done('not mined again in time') : observe('watched for being mined again')
  switch (sign.type) {
    case 'none':
      return done('gone, and nothing to observe')
    case 'spent':
      return done('gone for good')
    case 'mined':
      // The very block it was lost from may be shown by a node that has not heard of the reorg.
      if (sign.block === block && sign.finality === 'latest') return rest
      if (isConfirmedBy(sign)) return confirmed(sign.block)
      return { type: 'state', state: 'pending', block: sign.block, isLast: false }
    case 'unknown':
    case 'missing':
    case 'waiting':
    case 'failed':
    case 'replaced':
      return rest
  }
}

type Mined = ChainSign & { readonly type: 'mined' }

function isConfirmedBy({ finality, needsWord }: Mined): boolean {
  return finality === 'finalized' && needsWord === undefined
}

function minedPending(settlement: Settlement, sign: Mined): Verdict {
  if (settlement.isOverdue && sign.finality === 'finalized')
    return unclear('it is final on chain, but what was paid there its provider has not confirmed')
  return seen(settlement, sign)
}

/** A later look must know which block to ask for. */
function seen({ block }: Settlement, sign: Mined): Verdict {
  if (sign.block === block) return observe(`in block ${sign.block}, which is ${sign.finality}`)
  return { type: 'keep', block: sign.block }
}

function confirmed(block: string): Verdict {
  return { type: 'state', state: 'confirmed', block, isLast: true }
}

/** The provider says paid, the chain says that the transaction failed. */
function failed(finality: Finality): Verdict {
  if (finality !== 'finalized') return observe('its transaction failed, in a block that is not final')
  return unclear('its transaction failed on chain, but its provider says that it was paid')
}

function observe(because: string): Verdict {
  return { type: 'observe', because }
}

function unclear(because: string): Verdict {
  return { type: 'unclear', because }
}

function done(because: string): Verdict {
  return { type: 'done', because }
}
