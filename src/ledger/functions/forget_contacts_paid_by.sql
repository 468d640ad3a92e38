-- Addresses of the orders that the payments of these events pay.
create or replace function ledger.forget_contacts_paid_by(p_events bigint[]) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  update ledger."order" o set contact = null, contact_subject = null
    from inbox.event e
    join ledger.payment_ref r on r.account = e.account and r.ref = e.payment_id
    join ledger.payment p on p.id = r.payment
    where e.id = any(p_events) and (o.account, o.reference) = (p.account, p.order_reference) and o.contact is not null;
  get diagnostics v_count = row_count;
  return v_count;
end $$;
