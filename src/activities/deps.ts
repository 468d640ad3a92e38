import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import type { EventType } from '../domain/payment-event.ts'
import type { Policy } from '../domain/policy.ts'
import type { EventDesk } from '../inbox/inbox.ts'

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
  readonly workflowId: string
  readonly timeoutMs: number
}

/** What the activities need of the ledger. */
interface Bookkeeper {
  stateFact(statement: Statement, options: StateOptions): Promise<StatedBooks>
}

/** Everything activities act on: given once, by the worker that wires them. */
export interface Deps {
  readonly ledger: Bookkeeper
  readonly desk: EventDesk
  readonly policy: Policy
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
