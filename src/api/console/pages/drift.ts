import type { z } from 'zod'
import { makeReconciliationRoute, showReconciliationRoute } from '../../operator/reconciliation-routes.ts'
import { type Form, formOf } from '../form.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo, paymentPath } from '../links.ts'
import { facts, moment, section, table } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import { ifThere, type Page } from '../visit.ts'

type Report = z.output<(typeof showReconciliationRoute.responses)[200]>

export const driftPage: Page = {
  path: '/drift',
  async show(visit) {
    const report = await ifThere(visit.ask(showReconciliationRoute))
    const content = html`
      ${visit.refused && problemNotice(visit.refused.problem)}
      <p class="lead">Whether providers, books and chain say the same.</p>
      ${formOf(visit, reportForm, { action: '/console/drift', submit: 'Make a report now' })}
      ${report === undefined ? html`<p class="none">No report was made yet.</p>` : shown(report)}`
    return { title: 'Drift', content }
  },
}

export const reportForm: Form = {
  path: driftPage.path,
  route: makeReconciliationRoute,
  page: driftPage,
  asked: () => ({}),
  done: ({ reply: { status } }) => `/console/drift?done=${status === 202 ? 'reporting' : 'reported'}`,
}

function shown({ madeAt, differenceCount, differences, sums, mints, providers, events }: Report): Html {
  return html`
    <p class="notice ${differenceCount === 0 ? 'done' : 'problem'}">${differenceCount === 0 ? 'No difference' : `${differenceCount} differences`}, as of ${moment(madeAt)} UTC.</p>
    ${differences.length > 0 && section('Differences', table('Differences', ['Kind', 'About', 'Stated', 'Found', 'Shows its evidence'], differences.map(rowOf)))}
    ${section(
      'Sums, in minor units',
      table(
        'Sums',
        ['Asset', 'Payments', 'Told', 'Waiting', 'Booked'],
        sums.map(({ asset, payments, told, waiting, booked }) => [asset, payments, told, waiting, booked]),
      ),
    )}
    ${section('Events', facts(events))}
    ${mints !== null && section(`Tokens on chain ${mints.chainId}, in minor units`, facts({ Ledger: mints.ledger, Outbox: mints.outbox, 'On their way': mints.onTheirWay, Chain: mints.chain }))}
    ${
      providers.length > 0 &&
      section(
        'Providers that were asked',
        table(
          'Providers',
          ['Source', 'Events', 'Problem'],
          providers.map(({ source, events, problem }) => [source, events, problem]),
        ),
      )
    }`
}

function rowOf({
  kind,
  account,
  paymentId,
  endpoint,
  eventKey,
  mintId,
  asset,
  stated,
  found,
  command,
}: Report['differences'][number]): Content[] {
  const payment =
    account !== undefined &&
    paymentId !== undefined &&
    html`<a href="${paymentPath(account, paymentId)}"><code>${paymentId}</code></a> `
  const event =
    endpoint !== undefined &&
    eventKey !== undefined &&
    html`<a href="${pathTo('events', endpoint, eventKey)}"><code>${eventKey}</code></a> `
  return [kind, html`${payment}${event}${mintId} ${asset}`, stated, found, html`<code>${command}</code>`]
}
