-- The order and the payments that name it, in the order of the phases. A payment that came to it meanwhile is
-- not locked: start again.
create or replace function ledger.lock_order(p_account text, p_reference text) returns bigint[]
language plpgsql as $$
declare
  v_payments constant bigint[] := ledger.payments_of_order(p_account, p_reference);
begin
  perform 1 from ledger.payment where id = any(v_payments) order by id for no key update;
  perform ledger.lock_orders(p_account, array[p_reference]);
  if v_payments <> ledger.payments_of_order(p_account, p_reference) then
    raise exception 'the payments of order % changed meanwhile: register it again', p_reference
      using errcode = 'serialization_failure';
  end if;
  return v_payments;
end $$;
