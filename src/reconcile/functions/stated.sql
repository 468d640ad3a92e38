-- What providers told us, one row an event that states something, and the fact the books made of it.
create or replace view reconcile.stated as
  select e.endpoint, e.event_key, e.account, e.payment_id, e.workflow_id, e.state, coalesce(f.payment, r.payment) as payment,
    -- What could not be read when it came, and was put right since, is what the books made of it.
    case when s.fact->>'type' = 'link' then f.type else s.fact->>'type' end as type, f.event_key is not null as is_stated,
    e.plan->'effects' @> '[{"type": "mint"}]' as is_minted,
    -- As it was told; unknown once an operator corrected it.
    case when e.amendment = '{}' then (s.fact->>'amount')::numeric end as told_amount,
    case when e.amendment = '{}' then s.fact->>'asset' end as told_asset,
    f.amount as fact_amount, f.asset as fact_asset,
    -- Where nothing was told, the order's.
    coalesce(case when e.amendment = '{}' then (s.fact->>'amount')::numeric end, f.amount, p.amount) as amount,
    coalesce(case when e.amendment = '{}' then s.fact->>'asset' end, f.asset, p.asset) as asset,
    exists (
      select from inbox.decision d
      where d.workflow_id = e.workflow_id and d.decision = 'skip' and d.outcome = 'applied'
    ) as is_skipped
  from inbox.event e
  cross join lateral (select e.plan#>'{statement,fact}' as fact) s
  left join ledger.payment_fact f on f.endpoint = e.endpoint and f.event_key = e.event_key
  left join ledger.payment p on p.id = f.payment
  left join ledger.payment_ref r on r.account = e.account and r.ref = e.payment_id
  where e.plan->>'type' = 'fulfil' and (s.fact->>'type' <> 'link' or f.type <> 'link');
