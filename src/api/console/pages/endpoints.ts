import { z } from 'zod'
import { PROVIDERS } from '../../../providers/index.ts'
import { createEndpointRoute } from '../../operator/create-endpoint-route.ts'
import { listEndpointsRoute } from '../../operator/list-endpoints-route.ts'
import { type Form, formOf, whoAndWhy } from '../form.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo } from '../links.ts'
import { code, field, filters, given, moment, paging, section, state, table } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import { inUtc, timeField } from '../time-field.ts'
import { mayDo, type Page, type Shown, type Visit } from '../visit.ts'
import { addressesOf, addressField, secretField } from './endpoint-fields.ts'

export type Endpoint = z.output<(typeof listEndpointsRoute.responses)[200]>['data'][number]

export const endpointsPage: Page = {
  path: '/endpoints',
  async show(visit) {
    const query = given(visit.query, 'slug', 'account', 'provider', 'cursor')
    const { data, nextCursor } = await visit.ask(listEndpointsRoute, { query })
    const headings = ['Endpoint', 'State', 'Provider', 'Account', 'Secrets', 'Last used (UTC)', 'From']
    const content = html`
      ${visit.refused && problemNotice(visit.refused.problem)}
      ${filters(
        '/console/endpoints',
        field(visit, 'slug', 'Endpoint'),
        field(visit, 'account', 'Account'),
        field(visit, 'provider', 'Provider'),
      )}
      ${table('Endpoints', headings, data.map(rowOf))}
      ${paging('/console/endpoints', query, nextCursor)}
      ${mayDo('admin', visit) && section('Make an endpoint', creation(visit))}`
    return { title: 'Endpoints', content }
  },
}

export const createForm: Form = {
  path: endpointsPage.path,
  route: createEndpointRoute,
  page: endpointsPage,
  asked: (_params, { provider, account, slug, secret, ipAllow = '', endsAt, actor, reason }) => ({
    body: {
      provider,
      ...(account ? { account } : {}),
      ...(slug ? { slug } : {}),
      ...(secret ? { secret } : {}),
      ipAllow: addressesOf(ipAllow),
      ...(endsAt ? { endsAt: inUtc(endsAt) } : {}),
      actor,
      reason,
    },
  }),
  done: ({ reply }) => {
    const { slug, secret } = made.parse(reply.body)
    return secret === undefined ? pathTo('endpoints', slug) : shownOnce(slug, secret)
  },
}

const made = z.object({ slug: z.string(), secret: z.string().optional() })

/** A secret that was made for the sender. Nothing shows it again. */
export function shownOnce(slug: string, secret: string): Shown {
  const content = html`
    <p class="notice">Give it to the sender now: it is kept encrypted, and no page shows it again.</p>
    <pre tabindex="0" role="region" aria-label="The secret"><code>${secret}</code></pre>
    <p><a href="${pathTo('endpoints', slug)}">The endpoint ${slug}</a></p>`
  return { title: `Secret of ${slug}`, content }
}

export function standingOf({ pausedAt, endsAt }: Endpoint): Html {
  if (endsAt !== null && Date.parse(endsAt) <= Date.now()) return state('ended')
  return state(pausedAt === null ? 'active' : 'paused')
}

function rowOf(endpoint: Endpoint): Content[] {
  const { slug, provider, account, secrets, source } = endpoint
  const used = secrets.flatMap(({ lastUsedAt }) => (lastUsedAt === null ? [] : [lastUsedAt])).sort()
  return [
    html`<a href="${pathTo('endpoints', slug)}">${code(slug)}</a>`,
    standingOf(endpoint),
    provider,
    account,
    secrets.length,
    moment(used.at(-1)) ?? 'never',
    source,
  ]
}

function creation(visit: Visit): Content {
  const { account, slug, endsAt, ipAllow, provider } = visit.refused?.fields ?? {}
  const options = PROVIDERS.map(
    ({ name }) => html`<option${name === provider && html` selected`}>${name}</option>`,
  )
  return formOf(visit, createForm, {
    action: '/console/endpoints',
    submit: 'Make it',
    content: html`
      <label>Provider <select name="provider">${options}</select></label>
      <label>Account, where it is not the name in the URL <input name="account" value="${account}" maxlength="200" autocomplete="off"></label>
      <label>Name in the URL; one that cannot be guessed is made, where none is given <input name="slug" value="${slug}" pattern="[a-z0-9-]{1,64}" autocomplete="off"></label>
      ${secretField()}
      ${addressField(ipAllow)}
      ${timeField('endsAt', 'Ends', endsAt)}
      ${whoAndWhy(visit)}`,
  })
}
