import type { Pool } from 'pg'
import { z } from 'zod'
import type { PaymentEvent } from '../domain/payment-event.ts'

const json = z.record(z.string(), z.unknown())

const decision = z.object({
  decisionId: z.string(),
  parkId: z.string(),
  decision: z.string(),
  patch: json.nullable(),
  actor: z.string(),
  reason: z.string(),
  channel: z.string(),
  outcome: z.string(),
  detail: z.string().nullable(),
  at: z.string(),
})

const park = z.object({
  parkId: z.string(),
  workflowType: z.string(),
  step: z.string(),
  code: z.string(),
  message: z.string(),
  decisions: z.array(z.string()),
  since: z.string(),
  escalatedAt: z.string().nullable(),
})

const replay = z.object({
  at: z.string(),
  actor: z.string(),
  reason: z.string(),
  outcome: z.enum(['planned', 'recorded', 'refused']),
  detail: z.string().nullable(),
  reverified: z.enum(['ok', 'failed', 'secret-gone', 'raw-gone', 'unsigned']),
  runId: z.string().nullable(),
  /** What it was before. */
  former: z.object({ state: z.string(), event: json, plan: json }),
})

const shown = z.object({
  id: z.string(),
  endpoint: z.string(),
  account: z.string(),
  provider: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  orderReference: z.string().nullable(),
  workflowId: z.string(),
  source: z.string(),
  livemode: z.boolean().nullable(),
  secretId: z.string().nullable(),
  headers: json,
  bodySha256: z.string(),
  deliveries: z.number(),
  lastError: z.string().nullable(),
  receivedAt: z.date(),
  startedAt: z.date().nullable(),
  processedAt: z.date().nullable(),
  erasedAt: z.date().nullable(),
  event: json,
  plan: json,
  amendment: json,
  /** The park that is open now. */
  park: park.nullable(),
  decisions: z.array(decision),
  replays: z.array(replay),
  /** Ids of deliveries under the same key that contradict this event. */
  quarantined: z.array(z.string()),
})

export type ShownEvent = z.infer<typeof shown>

const EVENT = `
  select event.id::text, endpoint, account, provider, event_key as "eventKey", provider_type as "providerType", type,
         state, payment_id as "paymentId", order_reference as "orderReference", workflow_id as "workflowId", source,
         livemode, secret_id as "secretId", headers, body_sha256 as "bodySha256", deliveries,
         last_error as "lastError", received_at as "receivedAt", started_at as "startedAt",
         processed_at as "processedAt", erased_at as "erasedAt", event, plan, amendment,
         (select json_build_object('parkId', park_id, 'workflowType', workflow_type, 'step', step, 'code', code,
                   'message', message, 'decisions', decisions, 'since', since, 'escalatedAt', escalated_at)
            from inbox.park where park.workflow_id = event.workflow_id and closed_at is null
            order by since desc limit 1) as park,
         (select coalesce(json_agg(json_build_object('decisionId', decision_id, 'parkId', park_id,
                   'decision', decision, 'patch', patch, 'actor', actor, 'reason', reason, 'channel', channel,
                   'outcome', outcome, 'detail', detail, 'at', created_at) order by created_at, decision_id), '[]')
            from inbox.decision where decision.workflow_id = event.workflow_id) as decisions,
         (select coalesce(json_agg(json_build_object('at', at, 'actor', actor, 'reason', reason, 'outcome', outcome,
                   'detail', detail, 'reverified', reverified, 'runId', run_id, 'former', json_build_object(
                     'state', former_state, 'event', former_event, 'plan', former_plan)) order by id), '[]')
            from inbox.replay where replay.event_id = event.id) as replays,
         (select coalesce(json_agg('q' || quarantine.id order by quarantine.id), '[]')
            from inbox.quarantine where quarantine.event_id = event.id) as quarantined
  from inbox.event where event.id = $1`

/** All there is to know of an event, but for its raw body. */
export async function showEvent(pool: Pool, id: string): Promise<ShownEvent | undefined> {
  const { rows } = await pool.query(EVENT, [id])
  return rows[0] === undefined ? undefined : shown.parse(rows[0])
}

const quarantined = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  state: z.literal('quarantined'),
  reason: z.string(),
  /** Id of the event that was there first. */
  contradicts: z.string(),
  secretId: z.string().nullable(),
  headers: json,
  bodySha256: z.string(),
  deliveries: z.number(),
  receivedAt: z.date(),
  releasedAt: z.date().nullable(),
  dismissedAt: z.date().nullable(),
  /** Who released or dismissed it, and why. */
  closedBy: z.string().nullable(),
  closedBecause: z.string().nullable(),
  event: z.custom<PaymentEvent>(),
  /** What the event says that was there first. */
  contradicted: z.custom<PaymentEvent>(),
})

export type ShownDelivery = z.infer<typeof quarantined>

const DELIVERY = `
  select 'q' || apart.id as id, apart.endpoint, apart.event_key as "eventKey", 'quarantined' as state, reason,
         event_id::text as contradicts, apart.secret_id as "secretId", apart.headers,
         apart.body_sha256 as "bodySha256", apart.deliveries, apart.received_at as "receivedAt",
         released_at as "releasedAt", dismissed_at as "dismissedAt", closed_by as "closedBy",
         closed_because as "closedBecause", apart.event, first.event as contradicted
  from inbox.quarantine as apart join inbox.event as first on first.id = apart.event_id where apart.id = $1`

/** A delivery that was kept apart because it contradicts the event stored under its key. */
export async function showQuarantined(pool: Pool, id: string): Promise<ShownDelivery | undefined> {
  const { rows } = await pool.query(DELIVERY, [id])
  return rows[0] === undefined ? undefined : quarantined.parse(rows[0])
}

const raw = z.object({ raw: z.instanceof(Buffer).nullable() })

/** The body as it came, byte for byte; undefined when it was erased. */
export async function rawBody(
  pool: Pool,
  table: 'event' | 'quarantine',
  id: string,
): Promise<Buffer | undefined> {
  const { rows } = await pool.query(`select raw from inbox.${table} where id = $1`, [id])
  return (rows[0] === undefined ? undefined : raw.parse(rows[0]).raw) ?? undefined
}
