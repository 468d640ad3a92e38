-- What the money facts come to. An observation stands unless a `gone` undoes it: one that is dated as late or
-- later and does not speak of another block. So a late or replayed `pending` brings no money back, nor does a
-- late `gone` take re-mined money away.
create or replace function ledger.fold_money(p ledger.payment, o ledger."order") returns ledger.payment
language plpgsql as $$
declare
  m record;
begin
  with money as (
    select f.*, concat_ws(':', f.endpoint, f.event_key) collate "C" as event, f.fact->>'state' as state,
      f.fact->>'state' <> 'gone' and not exists (
        select 1 from ledger.payment_fact g
        where g.payment = p.id and g.type = 'money' and g.fact->>'state' = 'gone'
          and f.at <= g.at and coalesce(f.fact->>'block' = g.fact->>'block', true)
      ) as stands
    from ledger.payment_fact f where f.payment = p.id and f.type = 'money'
  )
  select count(*) as facts, bool_and(state = 'gone') as only_gone, bool_or(stands) as stands,
    bool_or(stands and state = 'confirmed') as confirmed, bool_and(pending_is_spendable) as spendable,
    min(amount) as amount, max(amount) as other_amount, min(asset) as asset, max(asset) as other_asset,
    min(fact->>'value') as value, max(fact->>'value') as other_value,
    min(at) filter (where stands) as paid_at,
    (array_agg(event order by at, event) filter (where stands))[1] as paid_by,
    (array_agg(fact->>'network' order by stands desc, at desc, fact->>'network' collate "C")
      filter (where fact ? 'network'))[1] as network,
    (array_agg(fact->>'block' order by at desc, fact->>'block' collate "C")
      filter (where stands and fact ? 'block'))[1] as block,
    -- A payment may be sent again as another transaction: what confirms it knows best which it is.
    (array_agg(fact->>'txHash'
        order by stands desc, state = 'confirmed' desc, at desc, fact->>'txHash' collate "C")
      filter (where fact ? 'txHash'))[1] as tx_hash
  into m from money;
  if (m.amount, m.asset, m.value) is distinct from (m.other_amount, m.other_asset, m.other_value) then
    perform ledger.refuse('EFFECT_CONFLICT', format(
      'payment %s of account %s is stated as %s and as %s (minor units): one payment is one amount of one '
      'asset; nothing was applied', p.payment_id, p.account, concat_ws(' ', m.amount, m.asset, m.value),
      concat_ws(' ', m.other_amount, m.other_asset, m.other_value)));
  end if;
  -- Money that states no figure is the registered order's; what is gone needs none.
  if m.amount is null and not m.only_gone then
    if o.amount is null then
      perform ledger.refuse('INVALID_AMOUNT', format(
        'payment %s of account %s states no amount, nor is order %s registered with one: register it and '
        'retry, or amend asset and amount', p.payment_id, p.account, p.order_reference));
    end if;
    if m.asset <> o.asset then
      perform ledger.refuse('EFFECT_CONFLICT', format(
        'payment %s of account %s is stated in %s without an amount, but order %s is registered in %s: register '
        'it anew and retry, or amend asset and amount',
        p.payment_id, p.account, m.asset, p.order_reference, o.asset));
    end if;
    m.amount := o.amount;
    m.asset := o.asset;
  end if;
  p.amount := m.amount;
  p.asset := m.asset;
  p.value := m.value;
  p.paid_at := m.paid_at;
  p.paid_by := m.paid_by;
  p.network := m.network;
  p.tx_hash := m.tx_hash;
  p.block := m.block;
  p.pending_is_spendable := coalesce(m.spendable, true);
  p.generation := p.generation + (coalesce(p.money, 'gone') = 'gone' and coalesce(m.stands, false))::integer;
  p.money := case
    when m.confirmed then 'confirmed'
    when m.stands then 'pending'
    when m.facts > 0 then 'gone'
  end;
  return p;
end $$;
