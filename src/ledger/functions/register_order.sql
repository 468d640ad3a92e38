-- A merchant registers an order ahead, or anew: before it is paid anything goes, afterwards only the same
-- figure. So it is once a payment without a figure took the order's, though that be gone: it comes back as what it was.
-- An owner or contact that is not given stays. Payments that name the order are booked anew.
create or replace function ledger.register_order(
  p_account text, p_reference text, p_amount numeric, p_asset text, p_owner text, p_contact bytea,
  p_contact_subject text default null
) returns jsonb language plpgsql as $$
declare
  v_payments constant bigint[] := ledger.lock_order(p_account, p_reference);
  v_paid ledger.payment;
begin
  select p.* into v_paid from ledger.payment p
    left join ledger."order" o on o.account = p_account and o.reference = p_reference
    where p.id = any(v_payments) and p.amount is not null and (p.amount, p.asset) <> (p_amount, p_asset)
      and (p.id = o.payment or not exists (
        select 1 from ledger.payment_fact f where f.payment = p.id and f.type = 'money' and f.amount is not null
      ))
    order by p.id limit 1;
  if found then
    perform ledger.refuse('ORDER_ALREADY_PAID', format(
      'payment %s was booked for order %s of account %s with %s %s (minor units): it can no longer be registered '
      'with another amount', v_paid.payment_id, p_reference, p_account, v_paid.amount, v_paid.asset));
  end if;
  insert into ledger."order" as o (account, reference, amount, asset, owner, contact, contact_subject,
      registered_at)
    values (p_account, p_reference, p_amount, p_asset, p_owner, p_contact, p_contact_subject, now())
    on conflict (account, reference) do update set amount = excluded.amount, asset = excluded.asset,
      owner = coalesce(excluded.owner, o.owner), contact = coalesce(excluded.contact, o.contact),
      contact_subject = case when excluded.contact is null then o.contact_subject else excluded.contact_subject end,
      registered_at = coalesce(o.registered_at, now()), updated_at = now();
  perform ledger.rebook(id, '{}', '{}') from unnest(v_payments) id;
  return ledger.read_order(p_account, p_reference);
end $$;
