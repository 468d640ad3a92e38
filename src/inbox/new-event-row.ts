import type { NewEvent } from './inbox.ts'

/** A row as `json_to_recordset` reads it: the one parameter of the insert, whatever the size of the batch. */
export function newEventRow({ event, plan, ...row }: NewEvent): Readonly<Record<string, unknown>> {
  return {
    endpoint: event.endpoint,
    account: event.account,
    provider: event.provider,
    event_key: event.eventKey,
    provider_type: event.providerType,
    type: event.type,
    payment_id: event.paymentId,
    order_reference: event.orderReference,
    headers: row.headers,
    raw: row.raw.toString('base64'),
    body_sha256: row.bodySha256,
    event_hash: row.eventHash,
    event,
    plan,
    livemode: event.livemode,
    secret_id: row.secretId,
    workflow_id: row.workflowId,
    source: row.source,
    state: stateOf(plan),
    subjects: row.subjects,
    received_at: event.receivedAt,
    contact: row.contact?.toString('base64'),
  }
}

/** An empty plan is done with as soon as it is stored. */
export function stateOf(plan: NewEvent['plan']): 'received' | 'recorded' | 'ignored' {
  return plan.type === 'record' ? plan.state : 'received'
}
