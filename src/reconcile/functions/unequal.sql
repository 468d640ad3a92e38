-- Where events, books and outbox do not agree: empty, or something is wrong. What is on its way is no difference.
create or replace view reconcile.unequal as
  select 'event-without-fact' as kind, endpoint, event_key, account, payment_id, null::text as mint_id, asset,
    amount as stated, null::numeric as found
  from reconcile.stated
  where state = 'fulfilled' and not is_stated and not is_skipped
union all
  select 'fact-differs', endpoint, event_key, account, payment_id, null, told_asset, told_amount, fact_amount
  from reconcile.stated
  where is_stated and told_amount is not null and (told_amount, told_asset) is distinct from (fact_amount, fact_asset)
union all
  select 'fact-without-event', f.endpoint, f.event_key, p.account, f.payment_id, null, f.asset, null, f.amount
  from ledger.payment_fact f
  join ledger.payment p on p.id = f.payment
  where f.endpoint not like 'sys:%'
    and not exists (select from inbox.event e where e.endpoint = f.endpoint and e.event_key = f.event_key)
union all
  select 'payment-differs', f.endpoint, f.event_key, p.account, p.payment_id, null, f.asset, f.amount, p.amount
  from ledger.payment_fact f
  join ledger.payment p on p.id = f.payment
  where f.type = 'money' and f.amount is not null and (f.amount, f.asset) is distinct from (p.amount, p.asset)
union all
  select 'mint-missing', t.endpoint, t.event_key, t.account, t.payment_id, null, t.asset, t.amount, null
  from reconcile.stated t
  where t.state = 'fulfilled' and t.is_minted and not t.is_skipped
    and not exists (
      select from ledger.effect x where x.payment = t.payment and x.effect = 'mint' and x.state in ('done', 'skipped'))
union all
  -- The feed from outbox to books is a pass behind.
  select 'mint-not-booked', null, null, m.account, m.payment_id, m.mint_id, m.asset, m.amount, null
  from mint.mint m
  where m.status in ('safe', 'final') and m.updated_at < now() - interval '1 minute'
    and not exists (select from ledger.payment_mint k where k.mint_id = m.mint_id and k.stands and k.amount = m.amount)
union all
  select 'mint-not-on-chain', null, null, p.account, p.payment_id, k.mint_id, k.asset, k.amount, null
  from ledger.payment_mint k
  join ledger.payment p on p.id = k.payment
  left join mint.mint m on m.mint_id = k.mint_id
  where k.stands and m.status is distinct from 'safe' and m.status is distinct from 'final'
    and coalesce(m.updated_at, '-infinity') < now() - interval '1 minute'
union all
  select 'sum-differs', null, null, null, null, null, asset, told - waiting, booked
  from reconcile.sums
  where told - waiting <> booked
union all
  select 'ledger-drift', null, null, null, what || ' ' || subject, null, null, stated, from_entries
  from ledger.drift;
