import type { Pool } from 'pg'
import { z } from 'zod'
import { query } from '../../inbox/query.ts'

/** A payment by any of its names, at one merchant account. */
export interface PaymentName {
  readonly account: string
  readonly paymentId: string
}

/** Where the mint of a payment stands, for somebody who waits for it. */
export type Standing =
  | {
      readonly type: 'minted'
      readonly txHash: string
      /** To whom, in small letters, and how much; null where the mint was Loyalteez'. */
      readonly wallet: string | null
      readonly amount: bigint | null
      /** The wallet is an operator's word, not the session's. */
      readonly isAmended: boolean
    }
  /** Until an operator acts. */
  | { readonly type: 'held' }
  | { readonly type: 'waiting' }
  /** Everything that speaks of the payment is done, and nothing was minted. */
  | { readonly type: 'ended' }

const standing = z.object({
  txHash: z.string().nullable(),
  wallet: z.string().nullable(),
  amount: z.string().transform(BigInt).nullable(),
  isAmended: z.boolean(),
  /** Its event is parked, its signer paused, or the mint given up. */
  isHeld: z.boolean(),
  /** An event that speaks of the payment is not done yet, or its tokens may be on their way. */
  isOpen: z.boolean(),
})

// A mint is found under whichever of the payment's names it was asked for by. What the chain shows at its newest block
// is enough here; the effect is done only once that is safe.
const STANDINGS = `
  select m.tx_hash as "txHash", m.recipient as wallet, m.amount, coalesce(e.is_amended, false) as "isAmended",
    coalesce(m.problem_code is not null or e.is_parked, false) as "isHeld",
    coalesce(e.is_open, false) or coalesce(m.is_under_way, false) as "isOpen"
  from unnest($1::text[], $2::text[]) with ordinality as asked (account, payment_id, n)
  cross join lateral (
    select array_agg(distinct name) as names, array_agg(distinct payment) as payments from (
      select asked.payment_id as name, null::bigint as payment
      union all
      select other.ref, other.payment from ledger.payment_ref r join ledger.payment_ref other using (payment)
        where r.account = asked.account and r.ref = asked.payment_id
    ) named
  ) p
  left join lateral (
    select * from (
      select case when status in ('mined', 'safe', 'final') then tx_hash end as tx_hash, recipient::text, amount::text,
          problem_code, status in ('requested', 'reserved') as is_under_way, 1 as rank
        from mint.mint_state s where s.account = asked.account and s.payment_id = any(p.names)
      union all
      select result->>'txHash', null, null, null, false, 2 from ledger.effect
        where payment = any(p.payments) and effect = 'mint' and state = 'done'
    ) shown order by tx_hash is null, rank limit 1
  ) m on true
  left join lateral (
    select bool_or(state in ('received', 'parked')) as is_open,
      bool_or(state = 'parked' and exists (
        select from inbox.park k where k.workflow_id = v.workflow_id and k.closed_at is null
          and k.step in ('books', 'mint'))) as is_parked,
      bool_or(lower(amendment->>'wallet') = m.recipient) as is_amended
    from inbox.event v where v.account = asked.account and v.payment_id = any(p.names)
  ) e on true
  order by asked.n`

/**
 * In the order they were asked for. One statement, however many wait.
 * @throws FulfilmentError INBOX_UNAVAILABLE (retryable)
 */
export async function readStandings(pool: Pool, payments: readonly PaymentName[]): Promise<Standing[]> {
  const accounts = payments.map(({ account }) => account)
  const rows = await query(pool, STANDINGS, [accounts, payments.map(({ paymentId }) => paymentId)])
  return rows.map((row) => standingOf(standing.parse(row)))
}

function standingOf({ txHash, isHeld, isOpen, ...mint }: z.infer<typeof standing>): Standing {
  if (txHash !== null) return { type: 'minted', txHash, ...mint }
  if (!isOpen) return { type: 'ended' }
  return isHeld ? { type: 'held' } : { type: 'waiting' }
}
