import type { z } from 'zod'
import type { showEventRoute } from '../../operator/show-event-route.ts'
import { type Content, type Html, html } from '../html.ts'
import { parkPath, pathTo, paymentPath, withQuery } from '../links.ts'
import { code, facts, json, moment, section, state, table } from '../parts.ts'
import { mayDo, type Visit } from '../visit.ts'

export type ShownEvent = z.output<(typeof showEventRoute.responses)[200]>
export type Stored = Extract<ShownEvent, { readonly account: string }>
export type Quarantined = Exclude<ShownEvent, Stored>
export type Decision = Stored['decisions'][number]

export function storedFacts({ links }: Visit, event: Stored): Html {
  const { park, quarantined, workflowId, account, paymentId } = event
  return html`
    ${park !== null && html`<p class="notice problem">Parked at ${park.step}: ${park.code}: ${park.message} <a class="button" href="${parkPath(workflowId, park.parkId)}">Decide</a></p>`}
    ${facts({
      State: state(event.state),
      Endpoint: html`${event.endpoint} <small>${event.provider}, account ${account}</small>`,
      Type: html`${event.type} <small>${event.providerType}</small>`,
      Payment:
        paymentId !== null &&
        html`<a href="${paymentPath(account, paymentId)}"><code>${paymentId}</code></a>`,
      Order:
        event.orderReference !== null &&
        html`<a href="${withQuery('/console/orders', { account, reference: event.orderReference })}"><code>${event.orderReference}</code></a>`,
      Workflow: html`<a href="${links.workflow(workflowId)}"><code>${workflowId}</code></a>`,
      Came: moment(event.receivedAt),
      Started: moment(event.startedAt),
      Done: moment(event.processedAt),
      Erased: moment(event.erasedAt),
      Source: event.source,
      Deliveries: event.deliveries,
      'Last error': event.lastError,
      'Contradicted by':
        quarantined.length > 0 &&
        quarantined.map((id) => html`<a href="${pathTo('events', id)}"><code>${id}</code></a> `),
    })}
    ${event.decisions.length > 0 && section('Decisions', decisionTable(event.decisions))}`
}

export function quarantinedFacts(delivery: Quarantined): Html {
  return html`
    <p class="notice problem">In quarantine: ${delivery.reason}</p>
    ${facts({
      State: state(delivery.state),
      Endpoint: delivery.endpoint,
      Contradicts: html`<a href="${pathTo('events', delivery.contradicts)}"><code>${delivery.contradicts}</code></a>`,
      Came: moment(delivery.receivedAt),
      Released: moment(delivery.releasedAt),
      Dismissed: moment(delivery.dismissedAt),
      'By whom': delivery.closedBy,
      Because: delivery.closedBecause,
      Deliveries: delivery.deliveries,
    })}`
}

export function differences({ differs }: Quarantined): Html {
  const rows = differs.map(({ fact, stored, delivered }) => [
    fact,
    code(stored) ?? 'nothing',
    code(delivered) ?? 'nothing',
  ])
  return table('What differs', ['What', 'The event that was first', 'This delivery'], rows)
}

/** Each time it was planned anew. */
export function replayTable(replays: Stored['replays']): Html {
  const rows = replays.map(({ at, actor, reason, outcome, detail, reverified, former }) => [
    moment(at),
    html`${state(outcome)} <small>${detail}</small>`,
    actor,
    reason,
    reverified,
    html`<details><summary>Before<span class="unseen"> the replay of ${at}</span></summary>${json(former, `Before the replay of ${at}`)}</details>`,
  ])
  return table('Replays', ['At (UTC)', 'Outcome', 'Who', 'Reason', 'Signature', 'What it was'], rows)
}

export function verdict({ secretId, bodySha256, headers }: ShownEvent): Html {
  return facts({
    Verdict:
      secretId === null
        ? 'accepted without a secret: it came by no webhook'
        : html`signature good, by secret <code>${secretId}</code>`,
    'Body, SHA-256': code(bodySha256),
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, code(String(value))])),
  })
}

export function rawOf(visit: Visit, { raw, id }: ShownEvent, isRaw: boolean): Content {
  if (!isRaw)
    return (
      mayDo('operate', visit) &&
      html`<p><a href="${withQuery(pathTo('events', id), { raw: 'true' })}">Show the body</a> <small>it may name a person</small></p>`
    )
  if (raw === null || raw === undefined) return html`<p>The body was erased.</p>`
  return html`<pre tabindex="0" role="region" aria-label="The body as it came" class="raw"><code>${Buffer.from(raw, 'base64').toString('utf8')}</code></pre>`
}

export function planOf({ plan, amendment }: Stored): Html {
  return html`${section('What was planned', json(plan, 'The plan'))}
    ${Object.keys(amendment).length > 0 && section('What an operator corrected', json(amendment, 'The amendment'))}`
}

export function decisionTable(decisions: readonly Decision[]): Html {
  const headings = ['Decision', 'At (UTC)', 'Who', 'Reason', 'Outcome', 'Park']
  const rows = decisions.map(({ decision, patch, at, actor, channel, reason, outcome, detail, parkId }) => [
    html`<strong>${decision}</strong>${patch !== null && html` <code>${JSON.stringify(patch)}</code>`}`,
    moment(at),
    html`${actor} <small>by ${channel}</small>`,
    reason,
    html`${state(outcome)} <small>${detail}</small>`,
    code(parkId),
  ])
  return table('Decisions', headings, rows)
}
