import { subscriptionIdFor } from '../../../domain/ids.ts'
import { showSubscriptionRoute } from '../../operator/subscription-route.ts'
import { html } from '../html.ts'
import { withQuery } from '../links.ts'
import { facts, moment, state } from '../parts.ts'
import type { Page } from '../visit.ts'

export const subscriptionPage: Page = {
  path: '/subscriptions',
  async show({ ask, query, links }) {
    const { account = '', id = '' } = query
    const subscription = await ask(showSubscriptionRoute, { params: { account, id } })
    const { subscriptionId, owner, access, status, product, currentPeriodEnd, cancelAtPeriodEnd } =
      subscription
    const content = facts({
      Status: state(status),
      Product: product,
      Owner: html`<a href="${withQuery('/console/owners', { owner })}"><code>${owner}</code></a>`,
      'Period ends': moment(currentPeriodEnd),
      'Then cancelled': cancelAtPeriodEnd ? 'yes' : 'no',
      Access: access === null ? 'none' : html`${moment(access.from)} to ${moment(access.until)}`,
      Workflow: html`<a href="${links.workflow(subscriptionIdFor(subscription))}">in the Temporal UI</a>`,
    })
    return { title: `Subscription ${subscriptionId}`, content }
  },
}
