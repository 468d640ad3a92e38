-- A merchant registers an order ahead, or anew: before it is paid anything goes, afterwards only the same
-- figure. An owner or contact that is not given stays. Payments that name the order are booked anew.
create or replace function ledger.register_order(
  p_account text, p_reference text, p_amount numeric, p_asset text, p_owner text, p_contact bytea
) returns jsonb language plpgsql as $$
declare
  v_payments constant bigint[] := ledger.lock_order(p_account, p_reference);
  v_lead ledger.payment;
begin
  select p.* into v_lead from ledger."order" o join ledger.payment p on p.id = o.payment
    where o.account = p_account and o.reference = p_reference;
  if (v_lead.amount, v_lead.asset) <> (p_amount, p_asset) then
    perform ledger.refuse('ORDER_ALREADY_PAID', format(
      'order %s of account %s is paid by payment %s with %s %s (minor units): it can no longer be registered '
      'with another amount', p_reference, p_account, v_lead.payment_id, v_lead.amount, v_lead.asset));
  end if;
  insert into ledger."order" as o (account, reference, amount, asset, owner, contact, registered_at)
    values (p_account, p_reference, p_amount, p_asset, p_owner, p_contact, now())
    on conflict (account, reference) do update set amount = excluded.amount, asset = excluded.asset,
      owner = coalesce(excluded.owner, o.owner), contact = coalesce(excluded.contact, o.contact),
      registered_at = coalesce(o.registered_at, now()), updated_at = now();
  perform ledger.rebook(id, '{}', '{}') from unnest(v_payments) id;
  return ledger.read_order(p_account, p_reference);
end $$;
