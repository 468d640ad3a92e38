import { type Content, type Html, html } from '../html.ts'
import type { Page } from '../visit.ts'

export const lookUpPage: Page = {
  path: '/look-up',
  async show() {
    const content = html`<div class="cards">
      ${form('A payment', '/console/payments', input('account', 'Account'), input('id', 'Payment, or any of its names'))}
      ${form('An owner', '/console/owners', input('owner', 'Owner (user:42, wallet:0x…)'))}
      ${form('An order', '/console/orders', input('account', 'Account'), input('reference', 'Order reference'))}
      ${form('A subscription', '/console/subscriptions', input('account', 'Account'), input('id', 'Subscription'))}
    </div>`
    return { title: 'Look up', content }
  },
}

function form(title: string, action: string, ...inputs: readonly Content[]): Html {
  return html`<form class="card stack" action="${action}" aria-label="${title}"><h2>${title}</h2>${inputs}<button>Show</button></form>`
}

function input(name: string, label: string): Html {
  return html`<label>${label} <input name="${name}" required maxlength="1200" autocomplete="off"></label>`
}
