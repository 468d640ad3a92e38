import type { Pool } from 'pg'
import { z } from 'zod'
import { ORDER_STATUSES } from '../domain/books.ts'
import { resultOf } from './call.ts'

const payment = z.object({
  account: z.string(),
  paymentId: z.string(),
  status: z.enum(ORDER_STATUSES),
  settled: z.boolean(),
  network: z.string().nullable(),
  txHash: z.string().nullable(),
  asset: z.string().nullable(),
  amount: z.string().nullable(),
  /** How often its money came. */
  generation: z.number(),
  /** What came and stands; minor units. */
  paid: z.string(),
  /** What went back of it, or was charged back. */
  refunded: z.string(),
  held: z.string(),
  owner: z.string().nullable(),
  orderReference: z.string().nullable(),
  postings: z.array(
    z.object({
      n: z.number(),
      transferId: z.string(),
      kind: z.enum(['credit', 'debit', 'assign', 'move']),
      at: z.string(),
      /** Minor units; they add up to nothing. */
      entries: z.array(
        z.object({ owner: z.string(), kind: z.string(), asset: z.string(), amount: z.string() }),
      ),
    }),
  ),
  effects: z.array(
    z.object({
      effect: z.string(),
      key: z.string(),
      state: z.enum(['claimed', 'done', 'skipped']),
      at: z.string(),
      txHash: z.string().optional(),
    }),
  ),
  events: z.array(
    z.object({
      id: z.string(),
      endpoint: z.string(),
      eventKey: z.string(),
      providerType: z.string(),
      state: z.string(),
      workflowId: z.string(),
    }),
  ),
})

export type PaymentView = Readonly<z.infer<typeof payment>>

/** A payment by any of its names. */
export function readPayment(pool: Pool, account: string, ref: string): Promise<PaymentView | null> {
  return resultOf(pool, payment, {
    name: 'ledger-read-payment',
    text: 'select ledger.read_payment($1, $2) as result',
    values: [account, ref],
  })
}
