import type { PaymentWatch } from '../chain/payment-watch.ts'
import type { Redelivery } from '../delivery/again.ts'
import type { Alerts } from '../domain/alert.ts'
import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import type { EventType } from '../domain/payment-event.ts'
import type { Policy } from '../domain/policy.ts'
import type { DeliverEffect, NotifyEffect } from '../domain/telling.ts'
import type { EventDesk, Park } from '../inbox/inbox.ts'
import type { ClaimedEffect, EffectClaim, EffectEnd, SubscriptionEffectClaim } from '../ledger/effects.ts'
import type { FeedCursor } from '../ledger/feeds.ts'
import type { MintStatement } from '../ledger/mints.ts'
import type { PaymentView } from '../ledger/payments.ts'
import type { Settlement } from '../ledger/settlement.ts'
import type { Sighting } from '../ledger/sighting.ts'
import type { Subscriptions } from '../ledger/subscriptions.ts'
import type { ProviderRefunds } from '../provider-apis/provider-refunds.ts'
import type { CatchUp } from './catch-up.ts'
import type { HealthCheck } from './check-health.ts'
import type { Minting } from './minting.ts'
import type { Reconciling } from './reconcile.ts'
import type { Replaying } from './replay.ts'
import type { SubscriptionClocks } from './subscription-deps.ts'
import type { Announcement, Channel } from './tell.ts'

/** What became of an event, for the log and the metrics. At least once: an activity may run again. */
export interface Processed {
  readonly type: EventType
  readonly endpoint: string
  readonly eventKey: string
  readonly durationMs: number
  readonly status: 'success' | 'parked' | 'failed'
}

interface StateOptions {
  readonly finish: boolean
  readonly workflowId?: string
  readonly timeoutMs: number
}

/** What the activities need of the ledger. */
interface Bookkeeper {
  stateFact(statement: Statement, options: StateOptions): Promise<StatedBooks>
  payment(account: string, ref: string): Promise<PaymentView | null>
  settlement(account: string, ref: string): Promise<Settlement | null>
  sighting(account: string, ref: string): Promise<Sighting | null>
  claimEffect(claim: EffectClaim): Promise<ClaimedEffect>
  claimSubscriptionEffect(claim: SubscriptionEffectClaim): Promise<ClaimedEffect>
  finishEffect(key: string, state: EffectEnd['state'], result: EffectEnd['result']): Promise<void>
  stateMint(mint: MintStatement): Promise<void>
  readFeed(name: string): Promise<FeedCursor | undefined>
  moveFeed(name: string, cursor: FeedCursor): Promise<void>
  readonly subscriptions: Pick<Subscriptions, 'state' | 'look' | 'ofPayment' | 'markTold'>
}

/** A payment by any of its names. */
export interface PaymentRef {
  readonly account: string
  readonly paymentId: string
}

/** What settlements look with, and where they are reached. */
export interface Settlements {
  readonly chain: PaymentWatch
  /** How soon a payment of this age is looked at again. */
  readonly pollMsAt: (ageMs: number) => number
  /** Starts the settlement of a payment, or makes it look again. `deadline`: ISO-8601 UTC. */
  readonly track: (payment: PaymentRef, deadline: string) => Promise<void>
}

/** What is kept for a time only. */
export interface Retention {
  readonly rawDays: number
  /** Drops bodies of finished events, at most so many at once; resolves with how many. */
  readonly dropBodies: (receivedBefore: Date, most: number) => Promise<number>
}

/** Who tells operators what a person must see now, and where they are led. */
export interface Alerting extends Alerts {
  /** The page of a workflow; without its run, of its newest. */
  readonly linkTo: (workflowId: string, runId?: string) => string
}

/** Everything activities act on: given once, by the worker that wires them. */
export interface Deps {
  readonly ledger: Bookkeeper
  readonly desk: EventDesk
  readonly policy: Policy
  readonly settlements: Settlements
  readonly subscriptions: SubscriptionClocks
  /** Missing where nobody mints. */
  readonly minting?: Minting
  /** Whom something can be told. */
  readonly channels?: { readonly mail?: Channel<NotifyEffect>; readonly delivery?: Channel<DeliverEffect> }
  /** Calls to the merchant's app that operators ask for. */
  readonly redelivery?: Redelivery
  /** Has something told that no event tells, by a workflow of its own: once, however often it is asked. */
  readonly announce?: (announcement: Announcement) => Promise<void>
  /** Missing where bodies are kept for ever. */
  readonly retention?: Retention
  /** Missing: operators look by themselves. */
  readonly alerting?: Alerting
  /** The console's page about a park; missing where nobody said where the console is. */
  readonly consoleLink?: (park: Park) => string
  /** Missing where no provider can be asked. */
  readonly catchUp?: CatchUp
  readonly reconciling?: Reconciling
  readonly health?: HealthCheck
  /** Who can be asked for a payer's money back, by the name of the provider. */
  readonly refunds?: ReadonlyMap<string, ProviderRefunds>
  /** Missing where nobody replays many events. */
  readonly replaying?: Replaying
  /** Told of every event that was finished or parked. */
  readonly processed: (event: Processed) => void
}

/** Which event an activity is about, and for which workflow it acts: a copy of it bears another id. */
export interface Subject {
  readonly workflowId: string
  readonly endpoint: string
  readonly eventKey: string
  readonly type: EventType
  readonly receivedAt: string
}

export function processedNow(subject: Subject, status: Processed['status']): Processed {
  const { type, endpoint, eventKey, receivedAt } = subject
  return { type, endpoint, eventKey, durationMs: Date.now() - Date.parse(receivedAt), status }
}
