import { z } from 'zod'
import { listEventsRoute } from '../../operator/list-events-route.ts'
import { dismissRoute, releaseRoute } from '../../operator/quarantine-routes.ts'
import { replayEventRoute } from '../../operator/replay-event-route.ts'
import type { Route } from '../../operator/route.ts'
import { showEventRoute } from '../../operator/show-event-route.ts'
import { ProblemError } from '../../problem.ts'
import { type Form, formOf, whoAndWhy } from '../form.ts'
import { type Content, html } from '../html.ts'
import { pathTo, withQuery } from '../links.ts'
import { json, section } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import type { Page, Shown, Visit } from '../visit.ts'
import {
  differences,
  planOf,
  type Quarantined,
  quarantinedFacts,
  rawOf,
  replayTable,
  type Stored,
  storedFacts,
  verdict,
} from './event-parts.ts'

export const eventPage: Page = {
  path: '/events/:id',
  async show(visit) {
    return await shown(visit, visit.params.id ?? '')
  },
}

/** As parked work links to it. */
export const namedEventPage: Page = {
  path: '/events/:endpoint/:key',
  async show(visit) {
    const { endpoint = '', key = '' } = visit.params
    const { data } = await visit.ask(listEventsRoute, { query: { endpoint, key } })
    if (data[0] === undefined)
      throw new ProblemError('not-found', `Endpoint ${endpoint} has no event ${key}.`)
    return await shown(visit, data[0].id)
  },
}

/** What may be asked for of an event; who and why is kept with it. */
function asking(what: string, route: Route, done: Form['done']): Form {
  return {
    path: `/events/:id/${what}`,
    route,
    page: eventPage,
    asked: (params, { actor, reason }) => ({ params, body: { actor, reason } }),
    done,
  }
}

const outcome = z.object({ outcome: z.enum(['started', 'waiting', 'recorded']) })
const released = z.object({ id: z.string() })

export const replayForm = asking('replay', replayEventRoute, ({ params: { id = '' }, reply }) =>
  withQuery(pathTo('events', id), { done: `replay-${outcome.parse(reply.body).outcome}` }),
)
export const releaseForm = asking('release', releaseRoute, ({ reply }) =>
  withQuery(pathTo('events', released.parse(reply.body).id), { done: 'released' }),
)
export const dismissForm = asking('dismiss', dismissRoute, ({ params: { id = '' } }) =>
  withQuery(pathTo('events', id), { done: 'dismissed' }),
)

async function shown(visit: Visit, id: string): Promise<Shown> {
  const isRaw = visit.query.raw === 'true'
  const event = await visit.ask(showEventRoute, { params: { id }, query: isRaw ? { raw: 'true' } : {} })
  const content = html`
    ${visit.refused && problemNotice(visit.refused.problem)}
    ${'account' in event ? storedFacts(visit, event) : quarantinedFacts(event)}
    ${'account' in event ? replays(visit, event) : ends(visit, event)}
    ${section('As it came', verdict(event), rawOf(visit, event, isRaw))}
    ${section('As we read it', json(event.event, 'The event, translated'))}
    ${'account' in event && planOf(event)}`
  return { title: `Event ${event.eventKey}`, content }
}

function replays(visit: Visit, { id, replays }: Stored): Content {
  const form = formOf(visit, replayForm, {
    action: pathTo('events', id, 'replay'),
    submit: 'Replay it',
    content: whoAndWhy(visit),
  })
  return html`
    ${replays.length > 0 && section('Replays', replayTable(replays))}
    ${form && html`<details class="card"><summary>Replay: read and plan it as of today; what is done stays done</summary>${form}</details>`}`
}

function ends(visit: Visit, delivery: Quarantined): Content {
  const { id, releasedAt, dismissedAt } = delivery
  const form = (which: Form, what: string, submit: string) =>
    formOf(visit, which, { action: pathTo('events', id, what), submit, content: whoAndWhy(visit) })
  const isOpen = releasedAt === null && dismissedAt === null
  const release = isOpen && form(releaseForm, 'release', 'Release it')
  const dismiss = isOpen && form(dismissForm, 'dismiss', 'Dismiss it')
  return html`
    ${section('What differs', differences(delivery))}
    ${release && dismiss && html`<div class="cards">${section('Release: admit it as an event of its own', release)}${section('Dismiss: do nothing with it', dismiss)}</div>`}`
}
