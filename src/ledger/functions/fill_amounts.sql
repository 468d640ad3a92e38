-- Money that states no figure is the payment's, else the registered order's. `gone` needs none.
create or replace function ledger.fill_amounts(p ledger.payment, o ledger."order") returns void language plpgsql as $$
declare
  v_amount numeric;
  v_asset text;
begin
  if not exists (
    select 1 from ledger.payment_fact
    where payment = p.id and type = 'money' and amount is null and fact->>'state' <> 'gone'
  ) then
    return;
  end if;
  select amount, asset into v_amount, v_asset from ledger.payment_fact
    where payment = p.id and type = 'money' and amount is not null limit 1;
  v_amount := coalesce(v_amount, o.amount);
  v_asset := coalesce(v_asset, o.asset);
  if v_amount is null then
    perform ledger.refuse('INVALID_AMOUNT', format(
      'payment %s of account %s states no amount, and order %s is not registered with one: register it, or amend '
      'asset and amount', p.payment_id, p.account, p.order_reference));
  end if;
  update ledger.payment_fact set amount = v_amount, asset = v_asset
    where payment = p.id and type = 'money' and amount is null;
end $$;
