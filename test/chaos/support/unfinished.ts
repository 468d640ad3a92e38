import type pg from 'pg'
import { parcelsOf } from './parcels.ts'
import type { ChaosPayment } from './payments.ts'

interface Kind {
  readonly what: string
  readonly sql: string
}

/** What is not at its end, one line each. */
const LEFT: readonly Kind[] = [
  {
    what: 'event',
    sql: `select concat_ws(' ', endpoint, event_key, type, state, workflow_id, last_error) as line
      from inbox.event where state not in ('fulfilled', 'recorded', 'ignored') order by id`,
  },
  {
    what: 'mint',
    sql: `select concat_ws(' ', m.payment_id, m.status, m.problem_code, m.problem, 'signer:', s.pause_code, s.pause_reason) as line
      from mint.mint m left join mint.signer s using (chain_id) where m.status <> 'final' order by m.seq`,
  },
  {
    what: 'transaction',
    sql: `select concat_ws(' ', 'nonce', nonce, state, mined_hash) as line
      from mint.eth_tx where state not in ('final', 'failed') order by nonce`,
  },
  {
    what: 'effect',
    sql: `select concat_ws(' ', key, state) as line from ledger.effect where state <> 'done' order by key`,
  },
  {
    what: 'park',
    sql: `select concat_ws(' ', workflow_id, step, code, message) as line
      from inbox.park where closed_at is null order by since`,
  },
  {
    what: 'payment',
    sql: `select concat_ws(' ', account, payment_id, money, tx_hash) as line
      from ledger.payment where money is distinct from 'confirmed' and merged_into is null order by id`,
  },
  {
    what: 'feed',
    sql: `select concat_ws(' ', 'the ledger has', stated, 'of', final, 'final mints') as line from (
        select (select count(*) from ledger.payment_mint where stands) as stated,
          (select count(*) from mint.mint where status = 'final') as final
      ) as feed where stated <> final`,
  },
]

/** What is still to be done, in lines for people; none when all is at its end. */
export const readUnfinished = async (
  pool: pg.Pool,
  payments: readonly ChaosPayment[],
): Promise<readonly string[]> => {
  const left = await Promise.all(
    LEFT.map(async ({ what, sql }) => {
      const { rows } = await pool.query<{ line: string }>(sql)
      return rows.map(({ line }) => `${what} ${line}`)
    }),
  )
  return [...(await missing(pool, payments)), ...left.flat()]
}

/** Asked for, and not even begun. */
const missing = async (pool: pg.Pool, payments: readonly ChaosPayment[]): Promise<string[]> => {
  const { rows } = await pool.query<{ events: number; mints: number }>(
    'select (select count(*)::int from inbox.event) as events, (select count(*)::int from mint.mint) as mints',
  )
  const { events = 0, mints = 0 } = rows[0] ?? {}
  const wanted = {
    events: payments.reduce((sum, payment) => sum + parcelsOf(payment).length, 0),
    mints: payments.filter(({ mint }) => mint !== undefined).length,
  }
  return [
    ...(events < wanted.events ? [`events: ${events} of ${wanted.events} came in`] : []),
    ...(mints < wanted.mints ? [`mints: ${mints} of ${wanted.mints} were asked for`] : []),
  ]
}
