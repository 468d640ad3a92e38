import type { Pool } from 'pg'
import { z } from 'zod'
import { CODES_OF_THEIRS, FAULTS, type Fault } from '../domain/fault.ts'
import { type Page, pageOf } from './page.ts'
import { withTimeout } from './with-timeout.ts'

export const DEAD_LETTERS = ['aborted', 'parked', 'quarantined'] as const

const row = z.object({
  kind: z.enum(DEAD_LETTERS),
  fault: z.enum(FAULTS),
  since: z.date(),
  /** `since` to the microsecond, which a Date cannot hold. */
  position: z.string(),
  /** Tells it apart from others of its kind. */
  ref: z.string(),
  code: z.string().nullable(),
  reason: z.string().nullable(),
  endpoint: z.string().nullable(),
  eventKey: z.string().nullable(),
  paymentId: z.string().nullable(),
  workflowId: z.string(),
  parkId: z.string().nullable(),
  /** Of a park. */
  decisions: z.array(z.string()).nullable(),
})

export type DeadLetter = z.infer<typeof row>

export interface DeadLetterPage {
  readonly kind?: DeadLetter['kind']
  readonly fault?: Fault
  /** Position of the last one seen: since, kind, ref. */
  readonly after?: readonly [since: string, kind: string, ref: string]
  readonly limit: number
}

const COLUMNS = [
  'kind',
  'since',
  'ref',
  'code',
  'reason',
  'endpoint',
  'event_key',
  'payment_id',
  'workflow_id',
  'park_id',
  'decisions',
]

/** What each kind is, in the order of `COLUMNS`. Of what was aborted the last park says why. */
const KINDS: Readonly<Record<DeadLetter['kind'], string>> = {
  parked: `
    select 'parked', since, workflow_id || ' ' || park_id, code, message, endpoint, event_key, payment_id, workflow_id,
           park_id, decisions
    from inbox.park where closed_at is null`,
  aborted: `
    select 'aborted', event.processed_at, event.id::text, park.code, park.message, event.endpoint, event.event_key,
           event.payment_id, event.workflow_id, null, null::text[]
    from inbox.event left join lateral (
      select code, message from inbox.park where workflow_id = event.workflow_id order by since desc limit 1
    ) as park on true
    where event.state = 'aborted'`,
  quarantined: `
    select 'quarantined', apart.received_at, 'q' || apart.id, null, apart.reason, apart.endpoint, apart.event_key,
           apart.event ->> 'paymentId', event.workflow_id, null, null::text[]
    from inbox.quarantine as apart join inbox.event on event.id = apart.event_id
    where apart.released_at is null and apart.dismissed_at is null`,
}

const FAULT = `case when kind = 'quarantined' or code = any($1::text[]) then 'theirs' else 'ours' end`

/** What was not done and does not go on by itself, the oldest first. */
export async function listDeadLetters(pool: Pool, page: DeadLetterPage): Promise<Page<DeadLetter>> {
  const { kind, fault, after, limit } = page
  const kinds = kind === undefined ? DEAD_LETTERS : [kind]
  const text = `
    select kind, ${FAULT} as fault, since, ref, code, reason, endpoint, event_key as "eventKey",
           payment_id as "paymentId", workflow_id as "workflowId", park_id as "parkId", decisions,
           to_char(since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as position
    from (${kinds.map((name) => KINDS[name]).join(' union all ')}) as dead (${COLUMNS.join(', ')})
    where ($2::text is null or ${FAULT} = $2)
      and ($3::timestamptz is null or since >= $3 and (since, kind, ref) > ($3, $4, $5))
    order by since, kind, ref limit $6`
  const values = [CODES_OF_THEIRS, fault ?? null, ...(after ?? [null, null, null]), limit + 1]
  const { rows } = await withTimeout(pool, (client) => client.query(text, values))
  return pageOf(z.array(row).parse(rows), limit, ({ position, kind, ref }) => [position, kind, ref])
}
