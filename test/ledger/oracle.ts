import type { Pool } from 'pg'
import { accessOf } from '../../src/domain/access.ts'
import { booksOf, type OrderStatus, orderStatusOf, type StandingMint } from '../../src/domain/books.ts'
import type { Statement } from '../../src/domain/fact.ts'
import type { RegisteredOrder } from '../../src/domain/fold-money.ts'
import { foldPayment } from '../../src/domain/fold-payment.ts'
import { expectedProblems, holdingProblems, type ToldPayment } from './problems.ts'

/** Everything a run of statements may have changed, in a form that can be compared. */
export interface Books {
  /** `owner/asset/kind` → minor units; nothing that is zero. */
  readonly balances: Readonly<Record<string, bigint>>
  readonly orders: Readonly<Record<string, OrderStatus>>
  readonly problems: readonly string[]
  /** `owner product from until` */
  readonly access: readonly string[]
}

export type Registered = ReadonlyMap<string, RegisteredOrder>

/** Which names are one payment: joined by every statement that was ever accepted. */
export class Names {
  private readonly parent = new Map<string, string>()

  join({ paymentId, refs }: Statement): void {
    for (const ref of refs) this.parent.set(this.root(ref), this.root(paymentId))
  }

  root(name: string): string {
    const parent = this.parent.get(name)
    return parent === undefined || parent === name ? name : this.root(parent)
  }
}

/** What became of mints, each by a name of its payment. */
export interface Minting {
  /** Claimed or done. */
  readonly live: readonly string[]
  readonly standing: readonly { readonly name: string; readonly mint: StandingMint }[]
}

/** The payments that these statements, orders and mints speak of. @throws FulfilmentError as `foldPayment` does */
export function paymentsOf(
  account: string,
  names: Names,
  statements: Iterable<Statement>,
  orders: Registered,
  minting: Minting,
): ToldPayment[] {
  const all = [...statements]
  const named = [
    ...all.map(({ paymentId }) => paymentId),
    ...minting.live,
    ...minting.standing.map(({ name }) => name),
  ]
  return [...new Set(named.map((name) => names.root(name)))].map((root) => {
    const isOfIt = (name: string) => names.root(name) === root
    const group = all.filter(({ paymentId }) => isOfIt(paymentId))
    return {
      ...foldPayment(account, group, (reference) => orders.get(reference)),
      statements: group,
      standing: minting.standing.filter(({ name }) => isOfIt(name)).map(({ mint }) => mint),
      liveMints: minting.live.filter(isOfIt).length,
    }
  })
}

export function expectedBooks(payments: readonly ToldPayment[], registered: Registered): Books {
  const balances: Record<string, bigint> = {}
  for (const { owner, asset, kind, amount } of payments.flatMap((payment) =>
    booksOf(payment, payment.standing),
  )) {
    const line = `${owner}/${asset}/${kind}`
    balances[line] = (balances[line] ?? 0n) + amount
  }
  const references = [...registered.keys(), ...payments.flatMap(({ orderReference }) => orderReference ?? [])]
  const orders = Object.fromEntries(
    [...new Set(references)].map((reference) => [
      reference,
      orderStatusOf(
        payments.filter((payment) => payment.orderReference === reference),
        registered.get(reference),
      ),
    ]),
  )
  const problems = expectedProblems(payments, (reference) => registered.get(reference))
  const access = payments
    .flatMap(accessOf)
    .map(({ owner, product, from, until }) => [owner, product, from, until].join(' '))
  return { balances: withoutZeros(balances), orders, problems, access: access.sort() }
}

const withoutZeros = (balances: Record<string, bigint>): Record<string, bigint> =>
  Object.fromEntries(Object.entries(balances).filter(([, amount]) => amount !== 0n))

/** What Postgres says; balances are summed from the immutable entries of that account's payments. */
export async function actualBooks(pool: Pool, account: string): Promise<Books> {
  const entries = await pool.query<{ line: string; amount: string }>(
    `select concat_ws('/', a.owner, a.asset, a.kind) as line, sum(e.amount)::text as amount
     from ledger.entry e
     join ledger.account a on a.id = e.account_id
     join ledger.transfer t on t.id = e.transfer_id
     join ledger.payment p on p.id = t.payment
     where p.account = $1 group by 1`,
    [account],
  )
  const orders = await pool.query<{ reference: string; status: OrderStatus }>(
    'select reference, status from ledger."order" where account = $1',
    [account],
  )
  return {
    balances: withoutZeros(
      Object.fromEntries(entries.rows.map(({ line, amount }) => [line, BigInt(amount)])),
    ),
    orders: Object.fromEntries(orders.rows.map(({ reference, status }) => [reference, status])),
    problems: await holdingProblems(pool, account),
    access: await actualAccess(pool, account),
  }
}

async function actualAccess(pool: Pool, account: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `select concat_ws(' ', a.owner, a.product, ledger.iso(a.starts_at), coalesce(ledger.iso(a.ends_at), '')) as line
     from ledger.access a join ledger.payment p on p.id = a.payment where p.account = $1`,
    [account],
  )
  return rows.map(({ line }) => line).sort()
}
