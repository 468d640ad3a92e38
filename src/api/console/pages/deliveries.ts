import { messageState } from '../../../delivery/select.ts'
import { TOPICS } from '../../../domain/telling.ts'
import {
  enableDeliveriesRoute,
  listDeliveriesRoute,
  redeliverRoute,
  testDeliveryRoute,
} from '../../operator/delivery-routes.ts'
import { type Form, formOf } from '../form.ts'
import { html } from '../html.ts'
import { pathTo } from '../links.ts'
import { choice, field, filters, given, paging } from '../parts.ts'
import { problemNotice } from '../problem-page.ts'
import type { Page } from '../visit.ts'
import { deliveryTable } from './delivery-table.ts'

export const deliveriesPage: Page = {
  path: '/deliveries',
  async show(visit) {
    const query = given(visit.query, 'payment', 'topic', 'state', 'cursor')
    const { data, nextCursor } = await visit.ask(listDeliveriesRoute, { query })
    const again = (key: string) =>
      formOf(visit, redeliverForm, {
        action: `${pathTo('deliveries', key)}/redeliver`,
        submit: 'Send again',
        kind: 'quiet',
        content: html`<span class="unseen">${key}</span>`,
      })
    const content = html`
      ${visit.refused && problemNotice(visit.refused.problem)}
      <p class="lead">What the merchant’s app is told. The same message is always the same bytes under the same id.</p>
      <div class="actions">
        ${formOf(visit, testForm, { action: '/console/deliveries/test', submit: 'Send a test event', kind: 'quiet' })}
        ${formOf(visit, enableForm, { action: '/console/deliveries/enable', submit: 'Call the app again, if it is disabled', kind: 'quiet' })}
      </div>
      ${filters(
        '/console/deliveries',
        field(visit, 'payment', 'Payment'),
        choice(visit, 'topic', 'Topic', TOPICS),
        choice(visit, 'state', 'State', messageState.options),
      )}
      ${deliveryTable(data, ({ key }) => again(key))}
      ${paging('/console/deliveries', query, nextCursor)}`
    return { title: 'Deliveries', content }
  },
}

export const redeliverForm: Form = {
  path: '/deliveries/:key/redeliver',
  route: redeliverRoute,
  page: deliveriesPage,
  asked: ({ key = '' }) => ({ params: { key } }),
  done: () => '/console/deliveries?done=sending',
}

export const testForm: Form = {
  path: '/deliveries/test',
  route: testDeliveryRoute,
  page: deliveriesPage,
  asked: () => ({}),
  done: ({ reply: { status } }) => `/console/deliveries?done=${status === 202 ? 'pending' : 'tested'}`,
}

export const enableForm: Form = {
  path: '/deliveries/enable',
  route: enableDeliveriesRoute,
  page: deliveriesPage,
  asked: () => ({}),
  done: () => '/console/deliveries?done=enabled',
}
