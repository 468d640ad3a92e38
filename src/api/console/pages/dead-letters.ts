import type { z } from 'zod'
import { FAULTS } from '../../../domain/fault.ts'
import { DEAD_LETTERS } from '../../../inbox/list-dead-letters.ts'
import { listDeadLettersRoute } from '../../operator/list-dead-letters-route.ts'
import { type Content, html } from '../html.ts'
import { pathTo } from '../links.ts'
import { ageOf, choice, code, filters, given, paging, state, table } from '../parts.ts'
import type { Page } from '../visit.ts'

type DeadLetter = z.output<(typeof listDeadLettersRoute.responses)[200]>['data'][number]

export const deadLettersPage: Page = {
  path: '/dead-letters',
  async show(visit) {
    const query = given(visit.query, 'kind', 'fault', 'cursor')
    const { data, nextCursor } = await visit.ask(listDeadLettersRoute, { query })
    const headings = ['Waits', 'What', 'Whose fault', 'Why', 'Event', 'Goes on with it']
    const content = html`
      <p class="lead">What does not go on by itself, the oldest first. Theirs: what was sent cannot be so. Ours: we could not do it.</p>
      ${filters(
        '/console/dead-letters',
        choice(visit, 'kind', 'What', DEAD_LETTERS),
        choice(visit, 'fault', 'Whose fault', FAULTS),
      )}
      ${table('Dead letters', headings, data.map(rowOf))}
      ${paging('/console/dead-letters', query, nextCursor)}`
    return { title: 'Dead letters', content }
  },
}

function rowOf({
  since,
  kind,
  fault,
  code: reasonCode,
  reason,
  endpoint,
  eventKey,
  command,
}: DeadLetter): Content[] {
  const event =
    endpoint !== null &&
    eventKey !== null &&
    html`<a href="${pathTo('events', endpoint, eventKey)}">${code(eventKey)}</a>`
  return [
    html`<time datetime="${since}" title="${since}">${ageOf(since)}</time>`,
    state(kind),
    fault,
    html`<span class="reason">${code(reasonCode)} ${reason}</span>`,
    event,
    code(command),
  ]
}
