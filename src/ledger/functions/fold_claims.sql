-- Who and what the payment is for, by all its facts. Arrival never decides.
create or replace function ledger.fold_claims(p ledger.payment) returns ledger.payment language plpgsql as $$
declare
  v_order constant text := p.order_reference;
begin
  select f.owner, f.owner_rank into p.owner, p.owner_rank
    from ledger.payment_fact f where f.payment = p.id and f.owner is not null
    order by f.owner_rank desc, f.type = 'money' desc, f.owner collate "C" limit 1;
  -- A deposit is nobody's order unless it says so.
  select coalesce(f.order_reference, f.payment_id) into p.order_reference
    from ledger.payment_fact f where f.payment = p.id and (f.order_reference is not null or not f.is_deposit)
    order by f.order_is_amended desc, f.order_reference is not null desc, f.type = 'money' desc,
      coalesce(f.order_reference, f.payment_id) collate "C" limit 1;
  select f.fact->>'outcome', f.at, concat_ws(':', f.endpoint, f.event_key)
    into p.outcome, p.outcome_at, p.outcome_by
    from ledger.payment_fact f where f.payment = p.id and f.type = 'outcome'
    order by f.at desc, concat_ws(':', f.endpoint, f.event_key) collate "C" desc limit 1;
  -- It comes to another order as the last one there.
  if p.order_reference is distinct from v_order then
    p.paid_sequence := null;
  end if;
  return p;
end $$;
