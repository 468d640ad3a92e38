import type { z } from 'zod'
import { listParkedRoute } from '../../operator/list-parked-route.ts'
import { type Content, type Html, html } from '../html.ts'
import { parkPath, paymentPath } from '../links.ts'
import { ageOf, code, paging, table } from '../parts.ts'
import type { Page } from '../visit.ts'

export type Park = z.output<(typeof listParkedRoute.responses)[200]>['data'][number]

export const parkedPage: Page = {
  path: '/parked',
  async show({ ask, query, links }) {
    const { cursor } = query
    const { data, nextCursor } = await ask(listParkedRoute, { query: cursor ? { cursor } : {} })
    const content = html`
      <p class="lead">Steps that wait for a person, the longest first.
        <a href="${links.workflows('FulfilmentState="parked"')}">The same in the Temporal UI</a></p>
      ${parkTable(data)}
      ${paging('/console/parked', cursor ? { cursor } : {}, nextCursor)}`
    return { title: 'Parked', content }
  },
}

export function parkTable(parks: readonly Park[]): Html {
  const headings = ['Waits', 'Action', 'What is wrong', 'Payment', 'Step']
  return table('Parked steps', headings, parks.map(rowOf))
}

function rowOf({ workflowId, parkId, reason, since, step, account, paymentId }: Park): Content[] {
  const payment =
    account === null || paymentId === null
      ? code(paymentId)
      : html`<a href="${paymentPath(account, paymentId)}"><code>${paymentId}</code></a>`
  return [
    html`<time datetime="${since}" title="${since}">${ageOf(since)}</time>`,
    html`<a class="button" href="${parkPath(workflowId, parkId)}">Decide<span class="unseen"> on ${parkId} of ${workflowId}</span></a>`,
    html`<span class="reason">${reason}</span>`,
    payment,
    step,
  ]
}
