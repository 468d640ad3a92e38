import type { Pool } from 'pg'
import { z } from 'zod'
import { ORDER_STATUSES } from '../domain/books.ts'
import { resultOf } from './call.ts'

/** What a merchant says of an order before it is paid. */
export interface OrderRegistration {
  readonly account: string
  readonly reference: string
  /** Integer minor units as a decimal string. */
  readonly amount: string
  readonly asset: string
  readonly owner?: string
  /** Sealed by the caller: the ledger keeps it and never reads it. */
  readonly contact?: Buffer
  /** Digest of the address, for its erasure. */
  readonly contactSubject?: string
}

const order = z.object({
  account: z.string(),
  reference: z.string(),
  status: z.enum(ORDER_STATUSES),
  settled: z.boolean(),
  paidAt: z.string().nullable(),
  txHash: z.string().nullable(),
  paymentId: z.string().nullable(),
  amount: z.string().nullable(),
  asset: z.string().nullable(),
  owner: z.string().nullable(),
})

export type Order = Readonly<z.infer<typeof order>>

export async function registerOrder(pool: Pool, registration: OrderRegistration): Promise<Order> {
  const { account, reference, amount, asset, owner = null } = registration
  const { contact = null, contactSubject = null } = registration
  const registered = await resultOf(pool, order, {
    name: 'ledger-register-order',
    text: 'select ledger.register_order($1, $2, $3, $4, $5, $6, $7) as result',
    values: [account, reference, amount, asset, owner, contact, contactSubject],
  })
  if (registered === null) throw new Error('ledger.register_order returned nothing')
  return registered
}

export function readOrder(pool: Pool, account: string, reference: string): Promise<Order | null> {
  return resultOf(pool, order, {
    name: 'ledger-read-order',
    text: 'select ledger.read_order($1, $2) as result',
    values: [account, reference],
  })
}

/** Where mails about an order go, sealed as it was registered. */
export function readOrderContact(pool: Pool, account: string, reference: string): Promise<Buffer | null> {
  return resultOf(pool, z.instanceof(Buffer), {
    name: 'ledger-order-contact',
    text: 'select ledger.order_contact($1, $2) as result',
    values: [account, reference],
  })
}
