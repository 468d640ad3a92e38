import { z } from 'zod'
import { endSecretRoute, rotateSecretRoute } from '../../operator/endpoint-secret-routes.ts'
import {
  allowAddressesRoute,
  pauseEndpointRoute,
  resumeEndpointRoute,
} from '../../operator/endpoint-state-routes.ts'
import { listEndpointsRoute } from '../../operator/list-endpoints-route.ts'
import type { Route } from '../../operator/route.ts'
import { ProblemError } from '../../problem.ts'
import { type Form, formOf, type Taken, whoAndWhy } from '../form.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo, withQuery } from '../links.ts'
import { code, facts, moment, section, table } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import { inUtc, timeField } from '../time-field.ts'
import { mayDo, type Page, type Visit } from '../visit.ts'
import { addressesOf, addressField, secretField } from './endpoint-fields.ts'
import { type Endpoint, shownOnce, standingOf } from './endpoints.ts'

export const endpointPage: Page = {
  path: '/endpoints/:slug',
  async show(visit) {
    const { slug = '' } = visit.params
    const { data } = await visit.ask(listEndpointsRoute, { query: { slug } })
    const [endpoint] = data
    if (endpoint === undefined) throw new ProblemError('not-found', `There is no endpoint ${slug}.`)
    const content = html`
      ${visit.refused && problemNotice(visit.refused.problem)}
      ${about(endpoint)}
      ${section('Secrets', secrets(visit, endpoint))}
      ${mayDo('admin', visit) && changes(visit, endpoint)}`
    return { title: `Endpoint ${slug}`, content }
  },
}

/** One that changes an endpoint, and leads back to it. */
function change(path: string, route: Route, done: string, fields: Form['asked'] = () => ({})): Form {
  return {
    path: `/endpoints/:slug/${path}`,
    route,
    page: endpointPage,
    asked: (params, given) => ({
      params,
      body: { ...fields(params, given).body, actor: given.actor, reason: given.reason },
    }),
    done: ({ params: { slug = '' } }) => withQuery(pathTo('endpoints', slug), { done }),
  }
}

export const pauseForm = change('pause', pauseEndpointRoute, 'paused')
export const resumeForm = change('resume', resumeEndpointRoute, 'resumed')
export const allowForm = change('ip-allow', allowAddressesRoute, 'allowed', (_params, { ipAllow = '' }) => ({
  body: { ipAllow: addressesOf(ipAllow) },
}))
export const endSecretForm = change('secrets/:id/end', endSecretRoute, 'ended')

const rotation = change('secrets', rotateSecretRoute, 'rotated', (_params, { secret, othersEndAt }) => ({
  body: { ...(secret ? { secret } : {}), ...(othersEndAt ? { othersEndAt: inUtc(othersEndAt) } : {}) },
}))
export const rotateForm: Form = {
  ...rotation,
  done(taken: Taken) {
    const { secret } = z.object({ secret: z.string().optional() }).parse(taken.reply.body)
    return secret === undefined ? rotation.done(taken) : shownOnce(taken.params.slug ?? '', secret)
  },
}

function about(endpoint: Endpoint): Html {
  const { path, provider, account, source, createdAt, pausedAt, endsAt, ipAllow, slug } = endpoint
  return facts({
    State: standingOf(endpoint),
    URL: code(path),
    Provider: provider,
    Account: account,
    'Its secrets are kept by': source === 'stored' ? 'the database, encrypted' : 'the environment',
    Made: moment(createdAt),
    Paused: moment(pausedAt),
    Ends: moment(endsAt),
    'May deliver': ipAllow.length === 0 ? 'every address' : ipAllow.join(', '),
    Events: html`<a href="${withQuery('/console/events', { endpoint: slug })}">those it was sent</a>`,
  })
}

function secrets(visit: Visit, { slug, source, secrets }: Endpoint): Html {
  const rows = secrets.map(({ id, addedAt, endsAt, lastUsedAt }): Content[] => [
    code(id),
    moment(addedAt),
    moment(endsAt) ?? 'no end',
    moment(lastUsedAt) ?? 'never',
    source === 'stored' && ending(visit, slug, id),
  ])
  return table('Secrets', ['Secret', 'Added (UTC)', 'Ends (UTC)', 'Last used (UTC)', 'Action'], rows)
}

function ending(visit: Visit, slug: string, id: string): Content {
  const form = formOf(visit, endSecretForm, {
    action: `${pathTo('endpoints', slug, 'secrets', id)}/end`,
    submit: 'End it now',
    content: whoAndWhy(visit),
  })
  return form && html`<details><summary>End<span class="unseen"> ${id}</span></summary>${form}</details>`
}

function changes(visit: Visit, { slug, source, pausedAt, ipAllow }: Endpoint): Html {
  const at = (end: string) => `${pathTo('endpoints', slug)}/${end}`
  const who = whoAndWhy(visit)
  const rotate = html`${secretField()}${timeField('othersEndAt', 'All others end; empty: never', visit.refused?.fields.othersEndAt)}${who}`
  const allowed = html`${addressField(visit.refused?.fields.ipAllow ?? ipAllow.join('\n'))}${who}`
  return html`<div class="cards">
    ${source === 'stored' && section('Rotate', formOf(visit, rotateForm, { action: at('secrets'), submit: 'Add a secret', content: rotate }))}
    ${
      pausedAt === null
        ? section('Pause', formOf(visit, pauseForm, { action: at('pause'), submit: 'Pause', content: who }))
        : section(
            'Resume',
            formOf(visit, resumeForm, { action: at('resume'), submit: 'Resume', content: who }),
          )
    }
    ${section('Who may deliver', formOf(visit, allowForm, { action: at('ip-allow'), submit: 'Set', content: allowed }))}
  </div>`
}
