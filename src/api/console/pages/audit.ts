import type { z } from 'zod'
import { listAuditRoute } from '../../operator/audit-route.ts'
import { type Content, html } from '../html.ts'
import { field, filters, given, json, moment, paging, table } from '../parts.ts'
import type { Page } from '../visit.ts'

type Action = z.output<(typeof listAuditRoute.responses)[200]>['data'][number]

export const auditPage: Page = {
  path: '/audit',
  async show(visit) {
    const query = given(visit.query, 'key', 'actor', 'cursor')
    const { data, nextCursor } = await visit.ask(listAuditRoute, { query })
    const content = html`
      <p class="lead">What was changed, by whom and why. Nothing here can be changed.</p>
      ${filters('/console/audit', field(visit, 'key', 'Name of the key'), field(visit, 'actor', 'Actor'))}
      ${table('Audit', ['Action', 'At (UTC)', 'Key', 'Actor', 'Reason', 'Answer', 'Details'], data.map(rowOf))}
      ${paging('/console/audit', query, nextCursor)}`
    return { title: 'Audit', content }
  },
}

function rowOf({
  id,
  action,
  at,
  key,
  role,
  actor,
  reason,
  status,
  params,
  asked,
  before,
  after,
}: Action): Content[] {
  return [
    html`<code>${action}</code>`,
    moment(at),
    html`${key} <small>${role}</small>`,
    actor,
    reason,
    status ?? 'under way, or its process died',
    html`<details><summary>Details<span class="unseen"> of ${id}</span></summary>${json({ params, asked, before, after }, `Details of ${id}`)}</details>`,
  ]
}
