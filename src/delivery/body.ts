import { z } from 'zod'
import { ORDER_STATUSES } from '../domain/books.ts'
import { SUBSCRIPTION_STATUSES } from '../domain/subscription-due.ts'
import type { Topic } from '../domain/telling.ts'

const minor = z.string().regex(/^\d+$/).describe('A whole number of minor units, as text')

const payment = z
  .object({
    id: z.string().describe('As the provider names it; unique in its account'),
    status: z.enum(ORDER_STATUSES).describe("Where its order stands, as in Quittance's own API"),
    settled: z.boolean().describe('Nothing can undo the money any more'),
    generation: z.int().describe('How often the money came: 2 once it was gone and is back'),
    amount: minor.nullable(),
    asset: z.string().nullable(),
    scale: z.int().nullable().describe('Decimal places of the asset: amount / 10^scale'),
    refunded: minor.describe('How much of it went back so far'),
    owner: z.string().nullable().describe('Who is credited: user:42, wallet:0x…, customer:…, email:<digest>'),
    orderReference: z.string().nullable(),
    network: z.string().nullable(),
    txHash: z.string().nullable(),
  })
  .meta({ id: 'payment', description: 'The payment as it stood when the message was first sent' })

const subscription = z
  .object({
    id: z.string().describe('As the provider names it; unique in its account'),
    status: z.enum(SUBSCRIPTION_STATUSES),
    product: z.string(),
    owner: z.string().describe('Who has it'),
    currentPeriodEnd: z.string().nullable().describe('ISO-8601'),
    cancelAtPeriodEnd: z.boolean(),
    access: z
      .object({ from: z.string(), until: z.string() })
      .nullable()
      .describe('null: it gives none any more'),
  })
  .meta({ id: 'subscription', description: 'The subscription as it stood when the message was first sent' })

const account = z.string().describe('The merchant account it came in at')
const sequence = z
  .int()
  .positive()
  .describe(
    'Increases with every message of the same payment: what has a lower one than you have seen is older',
  )

const ofPayment = { account, sequence, payment }
const ofSubscription = { account, sequence, subscription }

function message<T extends Topic | 'ping', Data extends z.ZodType>(type: T, data: Data) {
  return z.object({
    type: z.literal(type),
    timestamp: z.iso.datetime().describe('When it became so'),
    data,
  })
}

const about = <T extends Topic>(topic: T) => message(topic, z.object(ofPayment))
const aboutSubscription = <T extends Topic>(topic: T) => message(topic, z.object(ofSubscription))

/** What the merchant's app may be sent. Fields may be added, none is taken away or given another meaning. */
export const DELIVERY = z.discriminatedUnion('type', [
  about('order.paid'),
  about('order.expired'),
  about('payment.settled'),
  about('payment.reversed'),
  about('payment.restored'),
  about('payment.failed'),
  message(
    'payment.refunded',
    z.object({
      ...ofPayment,
      refund: z.object({ total: minor.nullable().describe('All refunds of the payment up to this one') }),
    }),
  ),
  message('payment.refund_failed', z.object({ ...ofPayment, refund: z.object({ id: z.string() }) })),
  message(
    'payment.disputed',
    z.object({
      ...ofPayment,
      dispute: z.object({ id: z.string(), status: z.enum(['opened', 'won', 'lost']) }),
    }),
  ),
  message(
    'tokens.minted',
    z.object({
      ...ofPayment,
      mint: z.object({ txHash: z.string().nullable().describe('null: whoever mints did not say') }),
    }),
  ),
  about('deposit.credited'),
  about('purchase.recorded'),
  about('reward.recorded'),
  aboutSubscription('subscription.started'),
  aboutSubscription('subscription.renewed'),
  aboutSubscription('subscription.past_due'),
  aboutSubscription('subscription.cancelled'),
  aboutSubscription('subscription.expired'),
  message('ping', z.object({})),
])
