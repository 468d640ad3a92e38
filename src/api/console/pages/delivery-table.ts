import type { z } from 'zod'
import type { listDeliveriesRoute } from '../../operator/delivery-routes.ts'
import { type Content, type Html, html } from '../html.ts'
import { paymentPath } from '../links.ts'
import { code, moment, state, table } from '../parts.ts'

type Message = z.output<(typeof listDeliveriesRoute.responses)[200]>['data'][number]

export function deliveryTable(messages: readonly Message[], again?: (message: Message) => Content): Html {
  const headings = ['Topic', 'State', 'Made (UTC)', 'About', 'Tries', 'Key', ...(again ? ['Action'] : [])]
  return table(
    'Deliveries',
    headings,
    messages.map((message) => [...rowOf(message), ...(again ? [again(message)] : [])]),
  )
}

function rowOf({
  topic,
  state: name,
  because,
  createdAt,
  nextTryAt,
  account,
  subject,
  sequence,
  attempts,
  key,
}: Message): Content[] {
  return [
    html`${topic} <small>no. ${sequence}</small>`,
    html`${state(name)} ${because}${nextTryAt !== null && html` <small>next try ${moment(nextTryAt)}</small>`}`,
    moment(createdAt),
    html`<a href="${paymentPath(account, subject)}"><code>${subject}</code></a>`,
    attempts.length === 0 ? 'none' : html`<ol class="tries">${attempts.map(tryOf)}</ol>`,
    code(key),
  ]
}

function tryOf({ at, status, error, durationMs, isRedelivery }: Message['attempts'][number]): Html {
  return html`<li>${moment(at)} ${status ?? error ?? 'no answer'}${durationMs !== null && html` in ${Math.round(durationMs)} ms`}${isRedelivery && ' (again)'}</li>`
}
