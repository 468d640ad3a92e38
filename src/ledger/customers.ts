import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf } from './call.ts'

const customer = z.object({
  owner: z.string(),
  /** Where they were first seen, and by which event; an order registered ahead names nobody's event. */
  account: z.string(),
  firstSeenAt: z.string(),
  firstEvent: z.object({ endpoint: z.string(), eventKey: z.string() }).nullable(),
  /** When their personal data was last erased. */
  erasedAt: z.string().nullable(),
})

export type Customer = Readonly<z.infer<typeof customer>>

export function readCustomer(pool: Pool, owner: string): Promise<Customer | null> {
  return resultOf(pool, customer, {
    name: 'ledger-customer',
    text: 'select ledger.read_customer($1) as result',
    values: [owner],
  })
}
