import { accessRoute, balancesRoute, customerRoute } from '../../operator/owner-routes.ts'
import { html } from '../html.ts'
import { pathTo } from '../links.ts'
import { amount, facts, moment, section, table } from '../parts.ts'
import { ifThere, type Page } from '../visit.ts'

export const ownerPage: Page = {
  path: '/owners',
  async show({ ask, query }) {
    const asked = { params: { owner: query.owner ?? '' } }
    const { owner, balances, restricted } = await ask(balancesRoute, asked)
    const [{ access }, customer] = await Promise.all([
      ask(accessRoute, asked),
      ifThere(ask(customerRoute, asked)),
    ])
    const content = html`
      ${restricted && html`<p class="notice problem">Restricted: a balance is below zero.</p>`}
      ${
        customer !== undefined &&
        facts({
          Account: customer.account,
          'First seen': moment(customer.firstSeenAt),
          'By event':
            customer.firstEvent !== null &&
            html`<a href="${pathTo('events', customer.firstEvent.endpoint, customer.firstEvent.eventKey)}"><code>${customer.firstEvent.eventKey}</code></a>`,
          Erased: moment(customer.erasedAt),
        })
      }
      ${section(
        'Balances',
        table(
          'Balances',
          ['Asset', 'Spendable', 'Available', 'Pending', 'Held'],
          balances.map(({ asset, scale, spendable, available, pending, held }) => [
            asset,
            ...[spendable, available, pending, held].map((minor) => amount(minor, asset, scale)),
          ]),
        ),
      )}
      ${section(
        'Access',
        table(
          'Access',
          ['Product', 'From (UTC)', 'Until (UTC)', 'Source'],
          access.map(({ product, from, until, source }) => [
            product,
            moment(from),
            moment(until) ?? 'no end',
            source,
          ]),
        ),
      )}`
    return { title: `Owner ${owner}`, content }
  },
}
