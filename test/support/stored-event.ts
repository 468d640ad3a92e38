import type { Pool } from 'pg'

export interface StoredEventRow {
  readonly endpoint: string
  readonly eventKey: string
  readonly account: string
  readonly providerType: string
  readonly type: string
  readonly state: string
  readonly paymentId: string | null
  readonly orderReference: string | null
  readonly raw: string
  readonly receivedAt: string
  readonly event: object
}

let count = 0

/** Puts an event into the inbox as the ingest would; gives back its id and the id of its workflow. */
export const storeEvent = async (
  pool: Pool,
  given: Partial<StoredEventRow> = {},
): Promise<{ id: string; eventKey: string; workflowId: string }> => {
  count += 1
  const row: StoredEventRow = {
    endpoint: 'stripe',
    eventKey: `evt_${count}`,
    account: 'stripe',
    providerType: 'checkout.session.completed',
    type: 'payment.succeeded',
    state: 'fulfilled',
    paymentId: `pi_${count}`,
    orderReference: null,
    raw: '{"id":"evt"}',
    receivedAt: '2026-11-22T10:00:00Z',
    event: {},
    ...given,
  }
  const workflowId = `${row.endpoint}:${row.eventKey}`
  const event = { providerType: row.providerType, type: row.type, paymentId: row.paymentId, ...row.event }
  const { rows } = await pool.query<{ id: string }>(
    `insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id,
       order_reference, headers, raw, body_sha256, event_hash, event, plan, secret_id, workflow_id, state, received_at)
     values ($1, $2, 'stripe', $3, $4, $5, $6, $7, '{}', $8, 'sha', '1:hash', $9, '{"type":"fulfil"}', 'stripe-1',
       $10, $11, $12)
     returning id::text`,
    [
      row.endpoint,
      row.account,
      row.eventKey,
      row.providerType,
      row.type,
      row.paymentId,
      row.orderReference,
      Buffer.from(row.raw),
      event,
      workflowId,
      row.state,
      row.receivedAt,
    ],
  )
  return { id: rows[0]?.id ?? '', eventKey: row.eventKey, workflowId }
}

export const quarantine = async (pool: Pool, eventId: string): Promise<string> => {
  const { rows } = await pool.query<{ id: string }>(
    `insert into inbox.quarantine (event_id, endpoint, event_key, reason, headers, raw, body_sha256, event_hash, event)
     select id, endpoint, event_key, 'another amount', headers, 'contradiction', 'sha', '1:other', event
     from inbox.event where id = $1 returning 'q' || id as id`,
    [eventId],
  )
  return rows[0]?.id ?? ''
}

export interface ParkRow {
  readonly workflowId: string
  readonly parkId: string
  readonly since: string
  readonly closed: boolean
  readonly decisions: readonly string[]
}

export const park = (pool: Pool, given: Partial<ParkRow> & Pick<ParkRow, 'workflowId'>): Promise<unknown> => {
  const row: ParkRow = {
    parkId: 'books-1-abc123',
    since: '2026-11-22T10:00:00Z',
    closed: false,
    decisions: ['retry', 'amend', 'skip', 'abort'],
    ...given,
  }
  return pool.query(
    `insert into inbox.park (park_id, workflow_id, run_id, workflow_type, step, code, message, payment_id, decisions,
       since, closed_at)
     values ($1, $2, 'run', 'fulfilPayment', 'books', 'UNKNOWN_ASSET', 'asset "XYZ" is not in the policy', 'pi_9', $3,
       $4, $5)`,
    [row.parkId, row.workflowId, row.decisions, row.since, row.closed ? row.since : null],
  )
}
