import { showOrderRoute } from '../../operator/order-routes.ts'
import { html } from '../html.ts'
import { paymentPath } from '../links.ts'
import { amount, facts, moment, state } from '../parts.ts'
import type { Page } from '../visit.ts'

export const orderPage: Page = {
  path: '/orders',
  async show({ ask, query, links }) {
    const { account = '', reference = '' } = query
    const order = await ask(showOrderRoute, { params: { account, reference } })
    const content = facts({
      Status: state(order.status),
      Amount: amount(order.amount, order.asset, order.scale),
      Paid: moment(order.paidAt),
      Settled: order.settled ? 'yes: nothing can undo its payment any more' : 'no',
      Payment:
        order.paymentId !== null &&
        html`<a href="${paymentPath(order.account, order.paymentId)}"><code>${order.paymentId}</code></a>`,
      Transaction:
        order.txHash !== null &&
        html`<a href="${links.transaction(order.txHash)}"><code>${order.txHash}</code></a>`,
      Account: order.account,
    })
    return { title: `Order ${order.reference}`, content }
  },
}
