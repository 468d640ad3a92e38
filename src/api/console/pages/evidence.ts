import type { z } from 'zod'
import { quoted } from '../../../domain/reconciliation.ts'
import { evidenceRoute } from '../../operator/evidence-route.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo, paymentPath } from '../links.ts'
import { code, facts, json, moment, section, state, table } from '../parts.ts'
import type { Page } from '../visit.ts'

type Bundle = z.output<(typeof evidenceRoute.responses)[200]>

export const evidencePage: Page = {
  path: '/payments/:account/:id/evidence',
  async show({ ask, params: { account = '', id = '' } }) {
    const bundle = await ask(evidenceRoute, { params: { account, id } })
    const content = html`
      <p class="lead">All that can be shown of <a href="${paymentPath(bundle.account, bundle.paymentId)}">this payment</a>, each entry chained to
        the one before it. <code>quittance evidence ${quoted(bundle.account)} ${quoted(bundle.paymentId)} --out evidence.json</code> keeps it as a file, and
        <code>quittance evidence --verify evidence.json</code> holds the file against the books.</p>
      ${facts({
        Head: code(bundle.head),
        Entries: bundle.count,
        'Made (UTC)': moment(bundle.madeAt),
        Names: bundle.names.map((name) => html`<code>${name}</code> `),
      })}
      ${section('Entries', table('Entries', ['At (UTC)', 'What', 'Id', 'Hash', 'Details'], bundle.entries.map(entryOf)))}
      ${section('Requests as they came', table('Requests', ['Event', 'Body', 'Since (UTC)', 'SHA-256'], bundle.requests.map(requestOf)))}
      ${section('Earlier chains', table('Earlier chains', ['Made (UTC)', 'For', 'Entries', 'Head', 'Today'], bundle.heads.map(headOf)))}
      ${section('Workflows', workflows(bundle))}
      ${section('As it stands now', json(bundle.now, 'As it stands now'))}`
    return { title: `Evidence of ${bundle.paymentId}`, content }
  },
}

function entryOf({ at, kind, id, hash, data }: Bundle['entries'][number]): Content[] {
  const details = json(data, `Details of ${id}`)
  return [
    moment(at),
    kind,
    code(id),
    html`<code title="${hash}">${hash.slice(0, 12)}…</code>`,
    html`<details><summary>Details<span class="unseen"> of ${id}</span></summary>${details}</details>`,
  ]
}

function requestOf({ event, state: name, at, bodySha256 }: Bundle['requests'][number]): Content[] {
  return [
    html`<a href="${pathTo('events', event)}">${code(event)}</a>`,
    state(name),
    moment(at),
    code(bodySha256),
  ]
}

function headOf({ madeAt, by, count, head, holds, changed, gone }: Bundle['heads'][number]): Content[] {
  const differs = html`<strong>differs</strong> ${[...changed, ...gone].map((id) => html`<code>${id}</code> `)}`
  return [
    moment(madeAt),
    by,
    count,
    html`<code title="${head}">${head.slice(0, 12)}…</code>`,
    holds ? 'the same' : differs,
  ]
}

function workflows({ workflows }: Bundle): Html {
  return html`<ul>${workflows.map(({ id, link }) => html`<li>${link === undefined ? code(id) : html`<a href="${link}">${code(id)}</a>`}</li>`)}</ul>`
}
