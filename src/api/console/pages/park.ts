import { decideRoute } from '../../operator/decide-route.ts'
import { listParkedRoute } from '../../operator/list-parked-route.ts'
import { type Form, formOf, whoAndWhy } from '../form.ts'
import { type Content, type Html, html } from '../html.ts'
import { pathTo, paymentPath, withQuery } from '../links.ts'
import { ageOf, code, facts, moment, section } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import type { Fields, Page, Visit } from '../visit.ts'
import type { Park } from './parked.ts'

/** What each decision does, as one says it to somebody who is called at night. */
const DOES: Readonly<Record<string, string>> = {
  retry: 'Plans again with today’s policy, and runs the step again.',
  amend: 'Corrects the event by the fields below, then runs the step again.',
  skip: 'Leaves this step out, and goes on with the next.',
  refund: 'Asks the provider for all the money that is left, once, and ends the story.',
  abort: 'Ends the event. Nothing more is done for it.',
}

const PATCH = ['owner', 'wallet', 'orderReference', 'asset', 'amount'] as const
const LABELS: Readonly<Record<(typeof PATCH)[number], string>> = {
  owner: 'Owner (user:42, or a bare name)',
  wallet: 'Wallet (0x…)',
  orderReference: 'Order reference',
  asset: 'Asset (USD)',
  amount: 'Amount (19.99)',
}

export const parkPage: Page = {
  path: '/parked/:workflowId/:parkId',
  async show(visit) {
    const { workflowId = '', parkId = '' } = visit.params
    const { data } = await visit.ask(listParkedRoute, { query: { workflow: workflowId } })
    const park = data.find((one) => one.parkId === parkId)
    const refused = visit.refused && problemNotice(visit.refused.problem)
    const content = park === undefined ? notOpen(visit, workflowId) : open(visit, park)
    return { title: park === undefined ? 'Not parked' : 'Decide', content: html`${refused}${content}` }
  },
}

export const decideForm: Form = {
  path: parkPage.path,
  route: decideRoute,
  page: parkPage,
  asked: ({ workflowId = '', parkId = '' }, fields) => ({
    params: { id: workflowId },
    body: {
      decisionId: fields.once,
      parkId,
      decision: fields.decision,
      ...patchOf(fields),
      actor: fields.actor,
      reason: fields.reason,
    },
  }),
  done: ({ fields: { account, paymentId }, reply: { status } }) =>
    withQuery(account && paymentId ? paymentPath(account, paymentId) : '/console/parked', {
      done: status === 202 ? 'pending' : 'accepted',
    }),
}

function patchOf(fields: Fields): { readonly patch?: Fields } {
  if (fields.decision !== 'amend') return {}
  const given = PATCH.flatMap((name) => (fields[name] ? [[name, fields[name].trim()] as const] : []))
  return { patch: Object.fromEntries(given) }
}

function notOpen({ links }: Visit, workflowId: string): Html {
  return html`<p>This park is not open: it was answered, or what it waited for has come.</p>
    <p><a href="/console/parked">What is parked now</a> · <a href="${links.workflow(workflowId)}">Its workflow in the Temporal UI</a></p>`
}

function open(visit: Visit, park: Park): Html {
  const { workflowId, parkId, type, step, reason, since, account, paymentId, endpoint, eventKey } = park
  const decide =
    formOf(visit, decideForm, {
      action: pathTo('parked', workflowId, parkId),
      submit: 'Send the decision',
      content: fieldsOf(visit, park),
    }) ?? html`<p>Deciding needs a key with the role operate.</p>`
  return html`
    <p class="notice problem">${reason}</p>
    ${facts({
      Waits: html`${ageOf(since)}, since ${moment(since)}`,
      Step: html`${step} <small>of ${type}</small>`,
      Payment:
        account !== null &&
        paymentId !== null &&
        html`<a href="${paymentPath(account, paymentId)}"><code>${paymentId}</code></a>`,
      Event:
        endpoint !== null &&
        eventKey !== null &&
        html`<a href="${pathTo('events', endpoint, eventKey)}"><code>${eventKey}</code></a>`,
      Workflow: html`<a href="${visit.links.workflow(workflowId)}"><code>${workflowId}</code></a>`,
      Park: code(parkId),
    })}
    ${section('What is to be done?', decide)}`
}

function fieldsOf(visit: Visit, { decisions, account, paymentId }: Park): Content {
  const sent = visit.refused?.fields ?? {}
  return html`
    <input type="hidden" name="account" value="${account}">
    <input type="hidden" name="paymentId" value="${paymentId}">
    <fieldset><legend>Decision</legend>${decisions.map(
      (
        decision,
      ) => html`<label class="option"><input type="radio" name="decision" value="${decision}" required${sent.decision === decision && html` checked`}>
        <span><strong>${decision}</strong> ${DOES[decision]}</span></label>`,
    )}</fieldset>
    ${
      decisions.includes('amend') &&
      html`<fieldset class="columns amend"><legend>For amend: what is right</legend>${PATCH.map(
        (name) =>
          html`<label>${LABELS[name]} <input name="${name}" value="${sent[name]}" maxlength="200" autocomplete="off"></label>`,
      )}</fieldset>`
    }
    ${whoAndWhy(visit)}`
}
