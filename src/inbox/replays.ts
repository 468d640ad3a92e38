import type { Pool } from 'pg'
import type { Amendment } from '../domain/amendment.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { Plan } from '../domain/plan.ts'
import type { EventState } from './inbox.ts'
import { query } from './query.ts'

/** An event with all that a replay needs of it. */
export interface ReplayableEvent {
  readonly id: string
  readonly endpoint: string
  readonly account: string
  readonly provider: string
  readonly eventKey: string
  readonly workflowId: string
  readonly state: EventState
  /** As they were translated and planned when it came, or was last replayed. */
  readonly event: PaymentEvent
  readonly plan: Plan
  readonly amendment: Amendment
  /** Null once erased. */
  readonly raw: Buffer | null
  readonly bodySha256: string
  readonly headers: Readonly<Record<string, string>>
  readonly secretId: string
  readonly source: 'webhook' | 'catch-up' | 'simulator'
  readonly receivedAt: Date
  /** How often it was replayed. */
  readonly replays: number
  /** An operator had its money given back, and the books have not heard of it yet. */
  readonly isGivenBack: boolean
}

/** What the stored signature is worth today. `unsigned`: we had asked the provider ourselves. */
export type Reverified = 'ok' | 'failed' | 'secret-gone' | 'raw-gone' | 'unsigned'

/** Who has it replayed, and why; without addresses, for it is kept for ever. */
export interface ReplayedBy {
  readonly actor: string
  readonly reason: string
  /** Of many. */
  readonly runId?: string
}

/** The event as it is read and planned today. */
export interface Replay extends ReplayedBy {
  readonly event: PaymentEvent
  readonly plan: Plan
  readonly eventHash: string
  readonly subjects: readonly string[]
  readonly contact?: Buffer
  readonly reverified: Reverified
}

const READ = `
  select id::text, endpoint, account, provider, event_key as "eventKey", workflow_id as "workflowId", state, event, plan,
         amendment, raw, body_sha256 as "bodySha256", headers, coalesce(secret_id, '') as "secretId", source,
         received_at as "receivedAt", replays, ledger.refund_unheard(account, payment_id) as "isGivenBack"
  from inbox.event where id = $1`

export async function readReplayable(pool: Pool, id: string): Promise<ReplayableEvent | undefined> {
  const [row] = await query<ReplayableEvent & Record<string, unknown>>(pool, READ, [id])
  return row
}

/** Keeps what the event was, and puts what it is today in its place. False: somebody else replays it, or just starts it. */
export async function keepReplay(
  pool: Pool,
  { id, replays }: ReplayableEvent,
  { contact, ...replay }: Replay,
): Promise<boolean> {
  const sealed = contact === undefined ? {} : { contact: contact.toString('base64') }
  const [row] = await query<{ kept: boolean }>(pool, 'select inbox.replay_event($1, $2, $3) as kept', [
    id,
    replays,
    JSON.stringify({ ...replay, ...sealed }),
  ])
  return row?.kept === true
}

const REFUSED = `
  insert into inbox.replay (event_id, run_id, actor, reason, outcome, detail, reverified,
    former_state, former_hash, former_event, former_plan)
  select id, $2, $3, $4, 'refused', $5, $6, state, event_hash, event, plan from inbox.event where id = $1
  on conflict (run_id, event_id) do nothing`

/** Of many, also those that could not be replayed are kept. */
export async function keepRefusedReplay(
  pool: Pool,
  eventId: string,
  { actor, reason, runId }: ReplayedBy,
  { reverified, why }: { readonly reverified: Reverified; readonly why: string },
): Promise<void> {
  await query(pool, REFUSED, [eventId, runId, actor, reason, why, reverified])
}

/** The park that a workflow waits at. */
export async function openParkOf(pool: Pool, workflowId: string): Promise<string | undefined> {
  const [row] = await query<{ parkId: string }>(
    pool,
    `select park_id as "parkId" from inbox.park where workflow_id = $1 and closed_at is null
     order by since desc limit 1`,
    [workflowId],
  )
  return row?.parkId
}
