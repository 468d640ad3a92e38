import { listRefusalsRoute } from '../../operator/list-refusals-route.ts'
import { html } from '../html.ts'
import { field, filters, given, moment, paging, table } from '../parts.ts'
import type { Page } from '../visit.ts'

export const refusalsPage: Page = {
  path: '/refusals',
  async show(visit) {
    const query = given(visit.query, 'endpoint', 'reason', 'cursor')
    const { data, nextCursor } = await visit.ask(listRefusalsRoute, { query })
    const rows = data.map(({ endpoint, reason, at, size, bodySha256, peer }) => [
      html`<span class="reason">${reason}</span>`,
      moment(at),
      endpoint,
      peer,
      html`${size} B <small><code>${bodySha256.slice(0, 16)}…</code></small>`,
    ])
    const content = html`
      <p class="lead">Deliveries that were turned away: nothing of them was kept but this.</p>
      ${filters('/console/refusals', field(visit, 'endpoint', 'Endpoint'), field(visit, 'reason', 'Why'))}
      ${table('Refusals', ['Why', 'At (UTC)', 'Endpoint', 'From', 'Body'], rows)}
      ${paging('/console/refusals', query, nextCursor)}`
    return { title: 'Refusals', content }
  },
}
