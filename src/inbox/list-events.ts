import type { Pool } from 'pg'
import { z } from 'zod'
import { type Page, pageOf } from './page.ts'

/** An event as lists show it; a quarantined delivery is shown the same way, under an id of its own: `q<number>`. */
const row = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  workflowId: z.string(),
  receivedAt: z.date(),
  processedAt: z.date().nullable(),
  deliveries: z.number(),
})

export type ListedEvent = z.infer<typeof row>

export interface EventFilter {
  readonly endpoint?: string
  /** Exactly this event key. */
  readonly key?: string
  readonly state?: string
  /** Ours (`payment.succeeded`) or the provider's (`charge:pending`). */
  readonly type?: string
  readonly payment?: string
  readonly from?: Date
  /** Exclusive. */
  readonly to?: Date
  /** Part of any id: event key, payment, order reference, workflow. */
  readonly q?: string
}

export interface PageRequest {
  readonly after?: string
  readonly limit: number
}

// A search over everything must not hold a connection for ever.
const TIMEOUT_MS = 5_000

const EVENTS = `
  select id, endpoint, event_key, provider_type, type, state, payment_id, order_reference, workflow_id,
         received_at, processed_at, deliveries, id::text as shown_id
  from inbox.event`

const QUARANTINED = `
  select quarantined.id, quarantined.endpoint, quarantined.event_key,
         quarantined.event ->> 'providerType' as provider_type, quarantined.event ->> 'type' as type,
         'quarantined' as state, quarantined.event ->> 'paymentId' as payment_id,
         quarantined.event ->> 'orderReference' as order_reference, contradicted.workflow_id,
         quarantined.received_at, quarantined.released_at as processed_at, quarantined.deliveries,
         'q' || quarantined.id as shown_id
  from inbox.quarantine as quarantined join inbox.event as contradicted on contradicted.id = quarantined.event_id`

/** Events, newest first. `state: 'quarantined'` lists the deliveries that contradicted an event. */
export async function listEvents(
  pool: Pool,
  filter: EventFilter,
  { after, limit }: PageRequest,
): Promise<Page<ListedEvent>> {
  const quarantined = filter.state === 'quarantined'
  const { where, values } = conditions(filter, after)
  const text = `
    select shown_id as "id", endpoint, event_key as "eventKey", provider_type as "providerType", type, state,
           payment_id as "paymentId", workflow_id as "workflowId", received_at as "receivedAt",
           processed_at as "processedAt", deliveries
    from (${quarantined ? QUARANTINED : EVENTS}) as listed
    ${where} order by listed.id desc limit ${limit + 1}`
  const rows = z.array(row).parse(await withTimeout(pool, text, values))
  return pageOf(rows, limit, ({ id }) => [id.replace(/^q/, '')])
}

function conditions(filter: EventFilter, after: string | undefined) {
  const given: [string, unknown][] = [
    ['endpoint = $', filter.endpoint],
    ['event_key = $', filter.key],
    ['state = $', filter.state],
    ['$ in (type, provider_type)', filter.type],
    ['payment_id = $', filter.payment],
    ['received_at >= $', filter.from],
    ['received_at < $', filter.to],
    [
      "concat_ws(' ', event_key, payment_id, order_reference, workflow_id) ilike $",
      filter.q === undefined ? undefined : `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`,
    ],
    ['listed.id < $', after],
  ]
  const used = given.filter(([, value]) => value !== undefined)
  const clauses = used.map(([clause], index) => clause.replace('$', `$${index + 1}`))
  return {
    where: clauses.length === 0 ? '' : `where ${clauses.join(' and ')}`,
    values: used.map(([, value]) => value),
  }
}

async function withTimeout(pool: Pool, text: string, values: readonly unknown[]): Promise<unknown[]> {
  const client = await pool.connect()
  try {
    await client.query(`begin read only; set local statement_timeout = ${TIMEOUT_MS}`)
    return (await client.query(text, [...values])).rows
  } finally {
    await client.query('rollback').then(
      () => client.release(),
      (error: Error) => client.release(error),
    )
  }
}
