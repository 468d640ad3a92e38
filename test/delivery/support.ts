import type pg from 'pg'
import { createRedelivery, type Redelivery } from '../../src/delivery/again.ts'
import { createDeliveryChannel, type DeliveryChannel } from '../../src/delivery/channel.ts'
import type { DeliveryRequest, ToldPayment, ToldSubscription } from '../../src/delivery/compose.ts'
import type { DeliveryOptions, Trouble } from '../../src/delivery/options.ts'
import { SCHEDULE } from '../../src/delivery/schedule.ts'
import { createDeliveryStore } from '../../src/delivery/store.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'
import type { Topic } from '../../src/domain/telling.ts'
import { parseAllowList } from '../../src/outbound/allow-list.ts'
import { createOutbound } from '../../src/outbound/outbound.ts'
import { APP_SECRET, type MerchantApp } from '../support/merchant-app.ts'

/** 19.99 USD, paid and there to stay. */
export const toldPayment = (fields: Partial<ToldPayment> = {}): ToldPayment => ({
  paymentId: 'pi_1',
  status: 'paid',
  settled: true,
  generation: 1,
  amount: '1999',
  asset: 'USD',
  scale: 2,
  paid: '1999',
  refunded: '0',
  owner: 'user:42',
  orderReference: 'A-1',
  network: null,
  txHash: null,
  ...fields,
})

export const toldSubscription = (): ToldSubscription => ({
  subscriptionId: 'sub_1',
  status: 'active',
  product: 'pro',
  owner: 'user:42',
  currentPeriodEnd: '2026-12-22T09:00:00.000Z',
  cancelAtPeriodEnd: false,
  access: { from: '2026-11-22T09:00:00.000Z', until: '2026-12-25T09:00:00.000Z' },
})

export interface Bench {
  readonly channel: DeliveryChannel
  readonly redelivery: Redelivery
  readonly options: DeliveryOptions
  readonly troubles: Trouble[]
  /** What the books say from now on. */
  payment: ToldPayment
  /** The clock everything is judged by. */
  now: Date
  readonly pass: (ms: number) => void
}

/** The channel over real HTTP and Postgres, with books and a clock that the test sets. */
export const createBench = (
  pool: pg.Pool,
  app: MerchantApp,
  overrides: Partial<DeliveryOptions> = {},
): Bench => {
  const outbound = createOutbound({ allow: parseAllowList([new URL(app.url).host]) })
  const troubles: Trouble[] = []
  const options: DeliveryOptions = {
    url: app.url,
    secrets: [{ value: APP_SECRET }],
    post: (url, request) => outbound.notify(url, request),
    store: createDeliveryStore(pool),
    now: () => bench.now,
    schedule: SCHEDULE,
    payment: async () => bench.payment,
    subscription: async () => toldSubscription(),
    onTrouble: async (trouble) => void troubles.push(trouble),
    ...overrides,
  }
  const bench: Bench = {
    options,
    channel: createDeliveryChannel(options),
    redelivery: createRedelivery({ ...options, pool }),
    troubles,
    payment: toldPayment(),
    now: new Date(),
    pass: (ms) => {
      bench.now = new Date(bench.now.getTime() + ms)
    },
  }
  return bench
}

let payments = 0

/** A payment nobody else has. */
export const newPaymentId = (): string => `pi_${process.pid}_${++payments}`

export const keyOf = (paymentId: string, topic: Topic): string =>
  ['shop', paymentId, 'deliver', ...(topic === 'order.paid' ? [] : [topic])].join(':')

export const requestOf = (paymentId: string, topic: Topic): DeliveryRequest => ({
  account: 'shop',
  paymentId,
  at: '2026-11-22T09:00:00.000Z',
  telling: { type: 'deliver', topic },
})

/** What it is refused with. */
export const failureOf = async (work: Promise<unknown>): Promise<FulfilmentError> => {
  const error = await work.then(
    (result) => new Error(`it was done: ${JSON.stringify(result)}`),
    (thrown: unknown) => thrown,
  )
  if (error instanceof FulfilmentError) return error
  throw error
}
