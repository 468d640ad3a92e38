import type { Pool } from 'pg'
import { z } from 'zod'
import { rowsOf } from './call.ts'

const found = z.object({ account: z.string(), paymentId: z.string() })

/** The payment whose account and name are these parts of an id, as `idPart` makes them. */
export async function findPayment(
  pool: Pool,
  accountPart: string,
  paymentPart: string,
): Promise<z.infer<typeof found> | null> {
  const [payment] = await rowsOf(pool, found, {
    ...(isHashed(accountPart) || isHashed(paymentPart) ? BY_HASH : BY_NAME),
    values: [accountPart, paymentPart],
  })
  return payment ?? null
}

const SELECT = 'select account, payment_id as "paymentId" from ledger.payment where merged_into is null'

const BY_NAME = {
  name: 'ledger-find-payment',
  text: `${SELECT} and account = $1 and payment_id = $2`,
}

/** Reads every payment: for the rare one whose name cannot stand in an id as it is. */
const BY_HASH = {
  name: 'ledger-find-payment-by-hash',
  text: `${SELECT} and ledger.id_part(account) = $1 and ledger.id_part(payment_id) = $2 limit 1`,
}

function isHashed(part: string): boolean {
  return part.startsWith('~')
}
