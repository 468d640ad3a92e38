import { listRefusalsRoute } from '../../operator/list-refusals-route.ts'
import { html } from '../html.ts'
import { moment, paging, table } from '../parts.ts'
import type { Page } from '../visit.ts'

export const refusalsPage: Page = {
  path: '/refusals',
  async show({ ask, query: { cursor } }) {
    const asked = cursor ? { cursor } : {}
    const { data, nextCursor } = await ask(listRefusalsRoute, { query: asked })
    const rows = data.map(({ endpoint, reason, at, size, bodySha256, peer }) => [
      html`<span class="reason">${reason}</span>`,
      moment(at),
      endpoint,
      peer,
      html`${size} B <small><code>${bodySha256.slice(0, 16)}…</code></small>`,
    ])
    const content = html`
      <p class="lead">Deliveries that were turned away: nothing of them was kept but this.</p>
      ${table('Refusals', ['Why', 'At (UTC)', 'Endpoint', 'From', 'Body'], rows)}
      ${paging('/console/refusals', asked, nextCursor)}`
    return { title: 'Refusals', content }
  },
}
