import { workflowIdFor } from '../../src/domain/ids.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import type { NewEvent } from '../../src/inbox/inbox.ts'
import { readPolicy } from '../../src/policy.ts'

type Given = Partial<Omit<NewEvent, 'event'>> & {
  readonly eventKey: string
  readonly paymentId?: string
  readonly livemode?: boolean
  readonly receivedAt?: Date
}

/** A paid Stripe event as the ingest would store it. */
export const newEvent = ({
  eventKey,
  paymentId = `pi_${eventKey}`,
  livemode = false,
  receivedAt = new Date(),
  ...row
}: Given): NewEvent => {
  const event: PaymentEvent = {
    type: 'payment.succeeded',
    endpoint: 'stripe',
    account: 'shop',
    provider: 'stripe',
    eventKey,
    providerType: 'checkout.session.completed',
    receivedAt: receivedAt.toISOString(),
    livemode,
    paymentId,
    money: { amount: { text: '1999', unit: 'minor' }, asset: 'USD' },
    owner: { owner: 'user:u1', source: 'user' },
  }
  return {
    event,
    plan: planFor(event, readPolicy({})),
    workflowId: workflowIdFor(event),
    eventHash: '1:hash',
    raw: Buffer.from('{"id":"evt"}'),
    bodySha256: 'ab'.repeat(32),
    headers: { 'content-type': 'application/json' },
    secretId: 'stripe-1',
    source: 'webhook',
    subjects: [],
    ...row,
  }
}
