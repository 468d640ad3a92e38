import type { StatedBooks } from '../domain/books.ts'
import type { Statement } from '../domain/fact.ts'
import { announceSeen } from './announce-seen.ts'
import type { Deps } from './deps.ts'

/** Whoever must know what no event told of a payment: people, and the subscription it came for. */
export async function tellSeen(deps: Deps, statement: Statement, books: StatedBooks): Promise<void> {
  await announceSeen(deps, statement, books)
  const paidFor = await deps.ledger.subscriptions.ofPayment(books.account, books.paymentId)
  if (paidFor !== null) await deps.subscriptions.track(paidFor)
}
