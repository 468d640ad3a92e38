import type { Batch } from './events.ts'
import { AMOUNT } from './events.ts'
import type { System } from './system.ts'

/** The credit of each payment of a batch: its number, and when Postgres committed it, unix milliseconds. */
interface Credit {
  readonly n: number
  readonly committedAtMs: number
}

const CREDITS = `
  select substring(p.payment_id from '\\d+$')::int as n,
         extract(epoch from pg_xact_commit_timestamp(p.xmin)) * 1000 as committed
  from ledger.payment p
  where p.account = 'stripe' and p.payment_id like $1`

/** Seldom: the question costs Postgres what the service should have, and the latencies come from commit times. */
const POLL_MS = 250

/** Waits until every payment of the batch has its credit. */
export async function waitForCredits(
  system: System,
  batch: Batch,
  total: number,
): Promise<readonly Credit[]> {
  const deadline = Date.now() + 300_000
  for (;;) {
    const { rows } = await system.pool.query<{ n: number; committed: string }>(CREDITS, [
      `pi\\_${batch.id}\\_%`,
    ])
    if (rows.length >= total) return rows.map(({ n, committed }) => ({ n, committedAtMs: Number(committed) }))
    if (Date.now() > deadline)
      throw new Error(`${total - rows.length} of ${total} payments were not credited within 5 min`)
    await new Promise((later) => setTimeout(later, POLL_MS))
  }
}

/** From the first byte sent to the commit of the credit, in milliseconds. */
export function creditLatencies(batch: Batch, credits: readonly Credit[]): number[] {
  return credits.map(({ n, committedAtMs }) => committedAtMs - (batch.sentAtMs[n] ?? Number.NaN))
}

/** Every event answered has one posting of its amount, and the books balance: `lost` and `doubled` must be 0. */
export async function verify(
  system: System,
  batch: Batch,
  total: number,
): Promise<{ lost: number; doubled: number }> {
  const { rows } = await system.pool.query<{ payments: string; right: string; sum: string; drift: string }>(
    `select count(*) as payments,
            count(*) filter (where credited = $2) as right,
            (select coalesce(sum(abs(total)), 0) from (select sum(amount) as total from ledger.entry group by asset) as per_asset) as sum,
            (select count(*) from ledger.drift) as drift
     from (select p.id, (select sum(b.amount) from ledger.payment_books b where b.payment = p.id and b.amount > 0) as credited
           from ledger.payment p where p.account = 'stripe' and p.payment_id like $1) as paid`,
    [`pi\\_${batch.id}\\_%`, AMOUNT.toString()],
  )
  const found = rows[0]
  if (found === undefined || found.sum !== '0' || found.drift !== '0')
    throw new Error(`the books do not balance: ${JSON.stringify(found)}`)
  return { lost: total - Number(found.payments), doubled: Number(found.payments) - Number(found.right) }
}
