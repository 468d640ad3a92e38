-- Locks the rows in id order and returns them. If they were joined while we waited, we start again.
create or replace function ledger.lock_payments(
  p_account text, p_names text[], p_endpoint text, p_event_key text
) returns bigint[] language plpgsql as $$
declare
  v_named bigint[] := ledger.payments_named(p_account, p_names, p_endpoint, p_event_key);
begin
  if v_named = '{}' then
    return v_named;
  end if;
  perform 1 from ledger.payment where id = any(v_named) order by id for no key update;
  if v_named <> ledger.payments_named(p_account, p_names, p_endpoint, p_event_key) then
    raise exception 'payment % was joined with another one meanwhile: state it again', p_names[1]
      using errcode = 'serialization_failure';
  end if;
  return v_named;
end $$;
