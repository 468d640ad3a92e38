import type { z } from 'zod'
import { mintIdFor, settlementIdFor } from '../../../domain/ids.ts'
import { listDeliveriesRoute } from '../../operator/delivery-routes.ts'
import { listEventsRoute } from '../../operator/list-events-route.ts'
import { listParkedRoute } from '../../operator/list-parked-route.ts'
import { showPaymentRoute } from '../../operator/payment-route.ts'
import { showEventRoute } from '../../operator/show-event-route.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo, withQuery } from '../links.ts'
import { amount, code, facts, moment, section, state, table } from '../parts.ts'
import { ifThere, type Page, type Shown, type Visit } from '../visit.ts'
import { deliveryTable } from './delivery-table.ts'
import { type Decision, decisionTable } from './event-parts.ts'
import { eventTable } from './events.ts'
import { parkTable } from './parked.ts'

type Payment = z.output<(typeof showPaymentRoute.responses)[200]>

/** Decisions are read event by event; a payment has few. */
const MOST_EVENTS = 25

export const paymentPage: Page = {
  path: '/payments/:account/:id',
  async show(visit) {
    const { account = '', id = '' } = visit.params
    return await shown(visit, account, id)
  },
}

/** As the form of `look-up` asks for it. */
export const paymentSoughtPage: Page = {
  path: '/payments',
  async show(visit) {
    const { account = '', id = '' } = visit.query
    return await shown(visit, account, id)
  },
}

async function shown(visit: Visit, account: string, id: string): Promise<Shown> {
  const payment = await ifThere(visit.ask(showPaymentRoute, { params: { account, id } }))
  const paymentId = payment?.paymentId ?? id
  const query = { payment: paymentId }
  const [parked, deliveries] = await Promise.all([
    visit.ask(listParkedRoute, { query }),
    visit.ask(listDeliveriesRoute, { query }),
  ])
  const waiting = parked.data.filter((park) => park.account === account)
  const content = html`
      ${waiting.length > 0 && section('Waits for a person', parkTable(waiting))}
      ${payment === undefined ? await unbooked(visit, id) : await booked(visit, payment)}
      ${section('Told to the app', deliveryTable(deliveries.data.filter((message) => message.account === account)))}`
  return { title: `Payment ${paymentId}`, content }
}

/** The books have heard nothing of it: its first event may be parked, or be somebody else's. */
async function unbooked(visit: Visit, payment: string): Promise<Html> {
  const { data } = await visit.ask(listEventsRoute, { query: { payment } })
  return html`<p class="notice">The books know no such payment.</p>${section('Events that name it', eventTable(data))}`
}

async function booked(visit: Visit, payment: Payment): Promise<Html> {
  const decisions = await decisionsOf(visit, payment)
  return html`
    ${summary(visit, payment)}
    ${section('Events', events(visit, payment))}
    ${section('Postings', postings(payment))}
    ${section('Outside the books', effects(visit, payment))}
    ${section('Decisions', decisionTable(decisions))}`
}

async function decisionsOf(visit: Visit, { events }: Payment): Promise<Decision[]> {
  const ids = events.map(({ id }) => id).filter((id) => !id.startsWith('q'))
  const shown = await Promise.all(
    ids.slice(0, MOST_EVENTS).map((id) => visit.ask(showEventRoute, { params: { id } })),
  )
  const decisions = shown.flatMap((event) => ('decisions' in event ? event.decisions : []))
  return decisions.toSorted((one, other) => one.at.localeCompare(other.at))
}

function summary({ links }: Visit, payment: Payment): Html {
  const { account, paymentId, asset, scale, owner } = payment
  const isMinted = payment.effects.some(({ effect }) => effect === 'mint')
  const query = `PaymentId="${paymentId.replaceAll('"', '')}"`
  return facts({
    Status: state(payment.status),
    Amount: amount(payment.amount, asset, scale),
    Refunded: payment.refunded !== '0' && amount(payment.refunded, asset, scale),
    Owner:
      owner !== null && html`<a href="${withQuery('/console/owners', { owner })}"><code>${owner}</code></a>`,
    Account: account,
    Network: payment.network,
    Settlement:
      payment.network !== null &&
      html`<a href="${links.workflow(settlementIdFor({ account, paymentId }))}">workflow</a>`,
    Mint: isMinted && html`<a href="${links.workflow(mintIdFor({ account, paymentId }))}">workflow</a>`,
    Evidence: html`<a href="${pathTo('payments', account, paymentId, 'evidence')}">all that can be shown, chained</a>`,
    'Temporal UI': html`<a href="${links.workflows(query)}">all workflows of this payment</a>`,
  })
}

function events({ links }: Visit, { events }: Payment): Html {
  const rows = events.map(({ id, eventKey, endpoint, providerType, state: name, workflowId }) => [
    html`<a href="${pathTo('events', id)}"><code>${eventKey}</code></a>`,
    state(name),
    endpoint,
    providerType,
    html`<a href="${links.workflow(workflowId)}"><code>${workflowId}</code></a>`,
  ])
  return table('Events', ['Event', 'State', 'Endpoint', 'Type', 'Workflow'], rows)
}

function postings({ postings }: Payment): Html {
  const rows = postings.flatMap(({ n, at, entries, transferId }) =>
    entries.map((entry, index): Content[] => [
      n,
      index === 0 && moment(at),
      amount(entry.amount, entry.asset, entry.scale),
      html`<code>${entry.owner}</code> ${entry.kind}`,
      index === 0 && code(transferId),
    ]),
  )
  return table('Postings', ['No.', 'At (UTC)', 'Amount', 'To', 'Transfer'], rows)
}

function effects({ links }: Visit, { effects }: Payment): Html {
  const rows = effects.map(({ effect, state: name, at, key, txHash }) => [
    effect,
    state(name),
    moment(at),
    html`${code(key)}${txHash !== undefined && html` <a href="${links.transaction(txHash)}"><code>${txHash}</code></a>`}`,
  ])
  return table('Effects outside the books', ['Effect', 'State', 'At (UTC)', 'Key, transaction'], rows)
}
