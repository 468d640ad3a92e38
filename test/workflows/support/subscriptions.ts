import { randomBytes } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import { subscriptionIdFor } from '../../../src/domain/ids.ts'
import type { SubscriptionEvent, SubscriptionRef } from '../../../src/domain/payment-event.ts'
import type { Harness } from './harness.ts'

export const DAY = 86_400_000

export const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString()

/** Events of one subscription of the shop, to product `pro`. */
export const subscriptionEvents = () => {
  const subscriptionId = `sub_${randomBytes(6).toString('hex')}`
  const owner = `user:${subscriptionId}`
  let count = 0
  const event = (
    type: SubscriptionEvent['type'],
    ref: Partial<SubscriptionRef> = {},
    fields: Partial<SubscriptionEvent> = {},
  ): SubscriptionEvent => ({
    endpoint: 'stripe',
    account: 'shop',
    provider: 'stripe',
    eventKey: `evt_${subscriptionId}_${++count}`,
    providerType: `customer.${type}`,
    receivedAt: new Date().toISOString(),
    owner: { owner, source: 'user' },
    type,
    subscription: { id: subscriptionId, product: 'pro', ...ref },
    ...fields,
  })
  return { subscriptionId, owner, event }
}

export const clockOf = ({ environment }: Harness, subscriptionId: string): WorkflowHandle =>
  environment.client.workflow.getHandle(subscriptionIdFor({ account: 'shop', subscriptionId }))
