import type { Pool } from 'pg'
import type { Amendment } from '../domain/amendment.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import type { EventWorkflow } from './inbox.ts'
import { query } from './query.ts'

interface AmendedEvent {
  readonly event: PaymentEvent
  readonly amendment: Amendment
}

export async function readEvent(pool: Pool, endpoint: string, eventKey: string): Promise<AmendedEvent> {
  const [row] = await query<AmendedEvent & Record<string, unknown>>(
    pool,
    'select event, amendment from inbox.event where endpoint = $1 and event_key = $2',
    [endpoint, eventKey],
  )
  return row ?? notFound(endpoint, eventKey)
}

export async function amendEvent(
  pool: Pool,
  endpoint: string,
  eventKey: string,
  amendment: Amendment,
): Promise<void> {
  const rows = await query(
    pool,
    `update inbox.event set amendment = amendment || $3::jsonb
     where endpoint = $1 and event_key = $2 returning id`,
    [endpoint, eventKey, JSON.stringify(amendment)],
  )
  if (rows.length === 0) notFound(endpoint, eventKey)
}

const FINISH = `
  with closed as (
    update inbox.park set closed_at = now() where workflow_id = $4 and closed_at is null
  ), finished as (
    update inbox.event set state = $3, processed_at = now()
    where endpoint = $1 and event_key = $2 and state not in ('fulfilled', $3)
      and ($3 = 'fulfilled' or workflow_id = $4)
  )
  select received_at as "receivedAt" from inbox.event where endpoint = $1 and event_key = $2`

export async function finishEvent(
  pool: Pool,
  { workflowId, endpoint, eventKey }: EventWorkflow,
  state: 'fulfilled' | 'aborted',
): Promise<{ receivedAt: string } | undefined> {
  const [row] = await query<{ receivedAt: Date }>(pool, FINISH, [endpoint, eventKey, state, workflowId])
  return row === undefined ? undefined : { receivedAt: row.receivedAt.toISOString() }
}

function notFound(endpoint: string, eventKey: string): never {
  throw new FulfilmentError({
    code: 'EVENT_NOT_FOUND',
    retryable: false,
    message: `the inbox has no event ${eventKey} of endpoint ${endpoint}`,
  })
}
