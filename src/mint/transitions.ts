import type { Pool } from 'pg'
import { z } from 'zod'
import { hex, integer, MINT_STATUSES } from './mint.ts'
import { rowsOf, run } from './query.ts'

/** Where a reader is; to be kept as it is. */
export interface Cursor {
  readonly xid: string
  readonly seq: string
}

const transitionRow = z
  .object({
    xid: z.string(),
    seq: z.string(),
    id: hex,
    account: z.string(),
    paymentId: z.string(),
    chainId: integer.transform(Number),
    wallet: hex,
    amount: integer,
    asset: z.string(),
    from: z.enum(MINT_STATUSES).nullable(),
    to: z.enum(MINT_STATUSES),
    txHash: hex.nullable(),
    at: z.date(),
  })
  .transform(({ xid, seq, at, from, txHash, ...row }) => ({
    ...row,
    /** Of the transaction that shows it now; undefined while none does. */
    txHash: txHash ?? undefined,
    /** Undefined when it was asked for. */
    from: from ?? undefined,
    at: at.toISOString(),
    cursor: { xid, seq } satisfies Cursor,
  }))

export type Transition = Readonly<z.infer<typeof transitionRow>>

/** Only what no transaction still running can precede: a change seen here has none before it that is not. */
export function readTransitions(pool: Pool, after: Cursor | undefined, limit: number): Promise<Transition[]> {
  return rowsOf(pool, transitionRow, {
    name: 'transitions',
    text: `select t.xid::text, t.seq, t.mint_id as id, m.account, m.payment_id as "paymentId", m.chain_id as "chainId",
        m.recipient as wallet, m.amount, m.asset, t.from_status as "from", t.to_status as "to", t.at,
        e.mined_hash as "txHash"
      from mint.transition t join mint.mint m using (mint_id)
      left join mint.mint_tx b on b.mint_id = m.mint_id and b.released_at is null
      left join mint.eth_tx e on e.id = b.tx
      where (t.xid, t.seq) > ($1::xid8, $2::bigint) and t.xid < pg_snapshot_xmin(pg_current_snapshot())
      order by t.xid, t.seq limit $3`,
    values: [after?.xid ?? '0', after?.seq ?? '0', limit],
  })
}

/** Whether there is any change after a point, also one that cannot be read yet. */
export async function hasTransitions(pool: Pool, after: Cursor | undefined): Promise<boolean> {
  const [found] = await rowsOf(pool, z.object({ any: z.boolean() }), {
    name: 'has-transitions',
    text: 'select exists (select from mint.transition where (xid, seq) > ($1::xid8, $2::bigint)) as any',
    values: [after?.xid ?? '0', after?.seq ?? '0'],
  })
  return found?.any ?? false
}

/** Puts in order what was restored from the dump of another cluster: there transactions were numbered otherwise. */
export function adoptTransitions(pool: Pool): Promise<void> {
  return run(pool, { name: 'adopt-transitions', text: 'select mint.adopt_transitions()', values: [] })
}
