-- Per asset: what was told, the part of it that waits, and what the books hold of it. A payment counts once, however many
-- events tell of it.
create or replace view reconcile.sums as
  with told as (
    select distinct on (coalesce(t.payment::text, concat_ws(' ', t.account, t.payment_id)))
      t.asset, t.amount, not t.is_stated as waits
    from reconcile.stated t
    where t.type = 'money' and t.state <> 'aborted' and t.amount is not null
    order by coalesce(t.payment::text, concat_ws(' ', t.account, t.payment_id)), t.is_stated desc
  ), booked as (
    select p.asset, sum(p.amount) as amount, count(*) as payments
    from ledger.payment p
    where p.merged_into is null and p.amount is not null and exists (
      select from ledger.payment_fact f
      where f.payment = p.id and f.type = 'money' and f.endpoint not like 'sys:%'
    )
    group by p.asset
  )
  select asset, coalesce(t.told, 0) as told, coalesce(t.waiting, 0) as waiting, coalesce(b.amount, 0) as booked,
    coalesce(t.payments, 0) as payments
  from (
    select asset, sum(amount) as told, sum(amount) filter (where waits) as waiting, count(*) as payments
    from told group by asset
  ) t
  full join booked b using (asset);
