import type { Amendment } from '../domain/amendment.ts'
import type { Decision, DecisionKind } from '../domain/decision.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { Plan } from '../domain/plan.ts'

export type EventState = 'received' | 'fulfilled' | 'recorded' | 'ignored' | 'parked' | 'aborted'

/** One verified, translated delivery, ready to be kept. */
export interface NewEvent {
  readonly event: PaymentEvent
  readonly plan: Plan
  readonly workflowId: string
  /** Version and SHA-256 over the facts of the event; never over times or bytes. */
  readonly eventHash: string
  readonly raw: Buffer
  readonly bodySha256: string
  /** Lower-case names; only those on the allow-list. */
  readonly headers: Readonly<Record<string, string>>
  readonly secretId: string
  readonly source: 'webhook' | 'catch-up' | 'simulator'
  readonly subjects: readonly string[]
  /** Encrypted e-mail address. */
  readonly contact?: Buffer
}

/** What is known of the event that already bears this key. */
export interface StoredEvent {
  readonly id: string
  readonly workflowId: string
  readonly state: EventState
  readonly eventHash: string
}

export type Accepted =
  | { readonly type: 'accepted'; readonly id: string }
  | { readonly type: 'exists'; readonly stored: StoredEvent }

/** A row whose workflow must be started. */
export interface UnstartedEvent {
  readonly id: string
  readonly event: PaymentEvent
  readonly plan: Plan
  readonly workflowId: string
}

/** A step that waits, as operators are shown it. */
export interface Park {
  readonly parkId: string
  readonly workflowId: string
  readonly runId: string
  readonly workflowType: string
  readonly step: string
  readonly code: string
  readonly message: string
  /** By the workflow's clock, ISO-8601: tells the park of an earlier run from that of the run which took its place. */
  readonly since: string
  readonly endpoint?: string
  readonly eventKey?: string
  readonly account?: string
  readonly paymentId?: string
  readonly decisions: readonly DecisionKind[]
}

/** What of a park tells operators which one it is. */
export interface OpenedPark
  extends Pick<Park, 'parkId' | 'workflowId' | 'runId' | 'workflowType' | 'step' | 'code' | 'since'> {
  readonly account?: string | null
  readonly paymentId?: string | null
}

export interface DecisionOutcome {
  readonly workflowId: string
  readonly channel: 'signal' | 'update'
  readonly decision: Decision
  readonly outcome: 'applied' | 'ignored'
  readonly detail: string
}

/** An event, and the workflow that acts for it. */
export interface EventWorkflow {
  readonly workflowId: string
  readonly endpoint: string
  readonly eventKey: string
}

/** What workflows need of the inbox: state, parks and the journal of decisions. All of it may be repeated. */
export interface EventDesk {
  /** The event with its amendment. @throws FulfilmentError EVENT_NOT_FOUND */
  readEvent(endpoint: string, eventKey: string): Promise<{ event: PaymentEvent; amendment: Amendment }>
  /** Adds to what operators corrected. @throws FulfilmentError EVENT_NOT_FOUND */
  amendEvent(endpoint: string, eventKey: string, amendment: Amendment): Promise<void>
  /**
   * Ends the event, and whatever the workflow was parked at. Nothing overwrites `fulfilled`; a copy of the workflow does
   * not abort what its original still works on. Resolves with when the event was received, for the log.
   */
  finishEvent(by: EventWorkflow, state: 'fulfilled' | 'aborted'): Promise<{ receivedAt: string } | undefined>
  /**
   * A workflow waits at one park at a time: opening one closes those of its earlier runs (terminated, reset), and one
   * that is told of after a later one is closed from the start.
   */
  openPark(park: Park): Promise<void>
  /** Resolves with the park, if it still waits. */
  escalatePark(workflowId: string, parkId: string): Promise<OpenedPark | undefined>
  /** Closes the park and, for an event workflow, returns its event from `parked` to `received`. */
  closePark(workflowId: string, parkId: string): Promise<void>
  /** Closes the parks of a workflow's earlier runs: all but the one it waits at now, if it waits. */
  closeOtherParks(workflowId: string, parkId?: string): Promise<void>
  journalDecision(outcome: DecisionOutcome): Promise<void>
}
