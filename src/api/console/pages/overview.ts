import type { z } from 'zod'
import { listParkedRoute } from '../../operator/list-parked-route.ts'
import { showReconciliationRoute } from '../../operator/reconciliation-routes.ts'
import { statsRoute } from '../../operator/stats-route.ts'
import { flowChart } from '../flow-chart.ts'
import { type Content, type Html, html } from '../html.ts'
import { ageOf, moment, section } from '../parts.ts'
import { ifThere, type Page } from '../visit.ts'
import { parkTable } from './parked.ts'

type Stats = z.output<(typeof statsRoute.responses)[200]>
type Report = z.output<(typeof showReconciliationRoute.responses)[200]>

const OLDEST = '5'

export const overviewPage: Page = {
  path: '/',
  async show(visit) {
    const [stats, parked, report] = await Promise.all([
      visit.ask(statsRoute),
      visit.ask(listParkedRoute, { query: { limit: OLDEST } }),
      ifThere(visit.ask(showReconciliationRoute)),
    ])
    const content = html`
      ${alarmsOf(stats)}
      ${tiles(stats, report)}
      ${section('The last 24 hours', flowChart(stats.byEndpoint))}
      ${section('Longest parked', parkTable(parked.data), html`<p><a href="/console/parked">All that is parked</a></p>`)}`
    return { title: 'Overview', content }
  },
}

function alarmsOf({ alarms }: Stats): Html {
  if (alarms.length === 0) return html`<p class="notice done">No alarm is on.</p>`
  return html`<ul class="alarms" aria-label="Alarms that are on">${alarms.map(
    ({
      title,
      text,
      openedAt,
      quietSince,
    }) => html`<li class="notice problem"><strong>${title}</strong> ${text}
      <small>since ${moment(openedAt)}${quietSince !== null && html`, quiet since ${moment(quietSince)}`}</small></li>`,
  )}</ul>`
}

function tiles({ states, failureRate, failed, refused, duplicates, waiting }: Stats, report?: Report): Html {
  const events = Object.values(states).reduce((sum, count) => sum + count, 0)
  return html`<dl class="tiles">
    ${tile('Parked now', waiting.parked, '/console/parked', waiting.parked > 0)}
    ${tile('Oldest unfinished', waiting.unfinishedSince === null ? 'none' : ageOf(waiting.unfinishedSince), '/console/events?state=received')}
    ${tile('Failure rate, 24 h', failureRate === null ? '–' : `${(failureRate * 100).toFixed(1)} %`, undefined, failed > 0)}
    ${tile('Events, 24 h', events, '/console/events')}
    ${tile('Duplicates, 24 h', duplicates)}
    ${tile('Refused, 24 h', refused, '/console/refusals')}
    ${tile('Drift', driftOf(report), '/console/drift', (report?.differenceCount ?? 0) > 0)}
  </dl>`
}

function driftOf(report: Report | undefined): Html {
  if (report === undefined) return html`no report`
  const { differenceCount, madeAt } = report
  return html`${differenceCount === 0 ? 'none' : `${differenceCount}`} <small>${ageOf(madeAt)} ago</small>`
}

function tile(name: string, value: Content, path?: string, isBad = false): Html {
  const shown = path === undefined ? html`${value}` : html`<a href="${path}">${value}</a>`
  return html`<div${isBad && html` class="bad"`}><dt>${name}</dt><dd>${shown}</dd></div>`
}
