import type { ClientBase, Pool } from 'pg'
import { z } from 'zod'
import { type Condition, conditionsOf, type EventFilter, typesOf, waysOf, whereOf } from './event-filter.ts'
import { beginsWith, findNamed, type Statement } from './find-named.ts'
import { type Page, pageOf } from './page.ts'
import { withTimeout } from './with-timeout.ts'

/** An event as lists show it; a quarantined delivery is shown the same way, under an id of its own: `q<number>`. */
const row = z.object({
  id: z.string(),
  endpoint: z.string(),
  eventKey: z.string(),
  providerType: z.string(),
  type: z.string(),
  state: z.string(),
  paymentId: z.string().nullable(),
  orderReference: z.string().nullable(),
  workflowId: z.string(),
  receivedAt: z.date(),
  processedAt: z.date().nullable(),
  deliveries: z.number(),
  /** `receivedAt` to the microsecond, which a Date cannot hold. */
  position: z.string(),
})

export type ListedEvent = z.infer<typeof row>

export interface EventPage {
  /** Position of the last row seen: its id, and when it was received. */
  readonly after?: readonly [id: string, receivedAt: string]
  readonly limit: number
}

const EVENTS = `
  select id, endpoint, event_key, provider_type, type, state, payment_id, order_reference, workflow_id,
         received_at, processed_at, deliveries, id::text as shown_id
  from inbox.event`

const QUARANTINED = `
  select * from (
    select quarantined.id, quarantined.endpoint, quarantined.event_key,
           quarantined.event ->> 'providerType' as provider_type, quarantined.event ->> 'type' as type,
           'quarantined' as state, quarantined.event ->> 'paymentId' as payment_id,
           quarantined.event ->> 'orderReference' as order_reference, contradicted.workflow_id,
           quarantined.received_at, coalesce(quarantined.released_at, quarantined.dismissed_at) as processed_at,
           quarantined.deliveries, 'q' || quarantined.id as shown_id
    from inbox.quarantine as quarantined join inbox.event as contradicted on contradicted.id = quarantined.event_id
  ) as kept_apart`

/**
 * The statement of one page. Newest first is by id; between two times it is by when they came: either is read from an index,
 * from where the page begins. `named`: what else they must be.
 */
export function eventsQuery(
  filter: EventFilter,
  page: EventPage,
  named: readonly Condition[] = [],
): Statement {
  const values: unknown[] = []
  const isByTime = filter.from !== undefined || filter.to !== undefined
  const order = `order by ${isByTime ? 'received_at desc, id desc' : 'id desc'} limit ${page.limit + 1}`
  const always = [...conditionsOf(filter), ...named, ...following(page.after, isByTime)]
  const isOfIds = !isByTime && filter.state !== 'quarantined'
  const ways = isOfIds && named.length === 0 ? waysOf(filter) : typesOf(filter)
  const wheres = ways.map((way) => whereOf([...always, ...way], values))
  return { text: shown(isOfIds ? ofIds(wheres, order) : ofRows(filter, wheres, order), order), values }
}

/** Ids alone come from indexes alone: no row is read to be left out. Only those of the page are read. */
function ofIds(wheres: readonly string[], order: string): string {
  const ids = wheres.map((where) => `(select id from inbox.event ${where} ${order})`)
  return `${EVENTS} where id in (${ids.join(' union all ')})`
}

function ofRows({ state }: EventFilter, wheres: readonly string[], order: string): string {
  const source = state === 'quarantined' ? QUARANTINED : EVENTS
  return wheres.map((where) => `(${source} ${where} ${order})`).join(' union all ')
}

function shown(found: string, order: string): string {
  return `
    select shown_id as "id", endpoint, event_key as "eventKey", provider_type as "providerType", type, state,
           payment_id as "paymentId", order_reference as "orderReference", workflow_id as "workflowId",
           received_at as "receivedAt", processed_at as "processedAt", deliveries,
           to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as position
    from (select * from (${found}) as found ${order}) as page`
}

function following(after: EventPage['after'], isByTime: boolean): readonly Condition[] {
  if (after === undefined) return []
  const [id, receivedAt] = after
  return [isByTime ? ['(received_at, id) < ($, $)', receivedAt, id] : ['id < $', id]]
}

/**
 * Events, newest first. `state: 'quarantined'` lists the deliveries that contradicted an event. `beginning`: of one of their
 * ids. Undefined: too many begin so.
 */
export function listEvents(
  pool: Pool,
  filter: EventFilter & { readonly beginning?: string },
  page: EventPage,
): Promise<Page<ListedEvent> | undefined> {
  return withTimeout(pool, async (client) => {
    const { beginning, ...rest } = filter
    const named = beginning === undefined ? [] : await namedSo(client, rest, beginning)
    if (named === undefined) return undefined
    const { text, values } = eventsQuery(rest, page, named)
    const { rows } = await client.query(text, [...values])
    return pageOf(z.array(row).parse(rows), page.limit, ({ id, position }) => [
      id.replace(/^q/, ''),
      position,
    ])
  })
}

/** Deliveries in quarantine are few: no index is kept for their ids. */
async function namedSo(
  client: ClientBase,
  { state }: EventFilter,
  beginning: string,
): Promise<readonly Condition[] | undefined> {
  if (state === 'quarantined') return [beginsWith(beginning)]
  const ids = await findNamed(client, beginning)
  return ids === undefined ? undefined : [['id = any($::bigint[])', ids]]
}
