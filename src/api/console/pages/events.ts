import type { z } from 'zod'
import { EVENT_STATES } from '../../../inbox/event-filter.ts'
import { listEventsRoute } from '../../operator/list-events-route.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo } from '../links.ts'
import { choice, code, field, filters, given, moment, paging, state, table } from '../parts.ts'
import { inUtc, timeField } from '../time-field.ts'
import type { Fields, Page } from '../visit.ts'

type Event = z.output<(typeof listEventsRoute.responses)[200]>['data'][number]

const NAMES = ['endpoint', 'state', 'type', 'payment', 'order', 'key', 'from', 'to', 'q', 'cursor'] as const

export const eventsPage: Page = {
  path: '/events',
  async show(visit) {
    const query = given(visit.query, ...NAMES)
    const { data, nextCursor } = await visit.ask(listEventsRoute, { query: asked(query) })
    const content = html`
      ${filters(
        '/console/events',
        field(visit, 'q', 'Any id'),
        field(visit, 'endpoint', 'Endpoint'),
        choice(visit, 'state', 'State', [...EVENT_STATES, 'quarantined']),
        field(visit, 'type', 'Type'),
        field(visit, 'payment', 'Payment'),
        field(visit, 'order', 'Order'),
        timeField('from', 'From', query.from),
        timeField('to', 'Until', query.to),
      )}
      ${eventTable(data)}
      ${paging('/console/events', query, nextCursor)}`
    return { title: 'Events', content }
  },
}

export const quarantinePage: Page = {
  path: '/quarantine',
  async show({ ask, query: { cursor } }) {
    const { data, nextCursor } = await ask(listEventsRoute, {
      query: { state: 'quarantined', ...(cursor ? { cursor } : {}) },
    })
    const content = html`
      <p class="lead">Deliveries that contradict an event which was there first. Nobody has applied them.</p>
      ${eventTable(data)}
      ${paging('/console/quarantine', cursor ? { cursor } : {}, nextCursor)}`
    return { title: 'Quarantine', content }
  },
}

export function eventTable(events: readonly Event[]): Html {
  return table(
    'Events',
    ['Event', 'Came (UTC)', 'State', 'Endpoint', 'Type', 'Payment', 'Deliveries'],
    events.map(rowOf),
  )
}

function rowOf({
  id,
  eventKey,
  receivedAt,
  endpoint,
  type,
  providerType,
  paymentId,
  deliveries,
  ...event
}: Event): Content[] {
  return [
    html`<a href="${pathTo('events', id)}"><code>${eventKey}</code></a>`,
    moment(receivedAt),
    state(event.state),
    endpoint,
    html`${type} <small>${providerType}</small>`,
    code(paymentId),
    deliveries,
  ]
}

function asked({ from, to, ...query }: Fields): Fields {
  return { ...query, ...(from ? { from: inUtc(from) } : {}), ...(to ? { to: inUtc(to) } : {}) }
}
