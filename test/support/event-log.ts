import type pg from 'pg'

/**
 * Fills the inbox of a database with events of 1,000 hours that end on 2026-11-22: two to a payment; most of Stripe's, some of
 * LlamaPay's, which never refunds and records nothing, ten of a tenant; 50 parked and 30 aborted. Indexes are made afterwards,
 * which takes a quarter of the time.
 */
export const fillEventLog = async (pool: pg.Pool, events: number, fillerCharacters = 0): Promise<void> => {
  const { rows: indexes } = await pool.query<{ drop: string; create: string }>(
    `select format('drop index %s', indexrelid::regclass) as drop, pg_get_indexdef(indexrelid) as create
     from pg_index where indrelid = 'inbox.event'::regclass
       and not exists (select from pg_constraint where conindid = indexrelid)`,
  )
  await pool.query(indexes.map(({ drop }) => drop).join(';'))
  await pool.query(INSERT, [events, fillerCharacters])
  await pool.query(`set maintenance_work_mem = '256MB'; ${indexes.map(({ create }) => create).join(';')}`)
  await pool.query('vacuum (analyze) inbox.event')
}

const INSERT = `
  insert into inbox.event (endpoint, account, provider, event_key, provider_type, type, payment_id, order_reference,
    headers, body_sha256, event_hash, event, plan, secret_id, workflow_id, state, received_at)
  select endpoint, endpoint, 'stripe', key, provider_type, type, payment,
         case when n % 50 = 0 then 'ORDER-' || n / 50 end,
         '{}', 'sha', '1:hash', json_build_object('filler', repeat('x', $2)), '{"type": "fulfil"}', 'stripe-1', endpoint || ':' || key,
         case when n % ($1 / 50) = 5 then 'parked'
              when n % ($1 / 30) = 11 then 'aborted'
              when type = 'payment.observed' then 'recorded' else 'fulfilled' end,
         timestamptz '2026-11-22T00:00:00Z' - ($1 - n) * interval '1000 hours' / $1
  from (
    select n, 'evt_' || lpad(n::text, 8, '0') as key, 'pi_' || lpad((n / 2)::text, 8, '0') as payment,
           case when n % ($1 / 10) = 3 then 'tenant-9' when n % 10 < 7 then 'stripe' else 'llamapay' end as endpoint
    from generate_series(1, $1::bigint) n
  ) numbered
  cross join lateral (
    select case when endpoint <> 'stripe' then 'payment.pending' when n % 20 = 1 then 'payment.refunded'
                when n % 3 = 0 then 'payment.observed' else 'payment.succeeded' end as type,
           case when endpoint <> 'stripe' then 'charge:pending' when n % 20 = 1 then 'charge.refunded'
                when n % 3 = 0 then 'charge.succeeded' else 'checkout.session.completed' end as provider_type
  ) kind`
