-- The payments these names stand for, and the one this event stated a fact of before; the oldest first.
create or replace function ledger.payments_named(
  p_account text, p_names text[], p_endpoint text, p_event_key text
) returns bigint[] language plpgsql as $$
begin
  return array(
    select payment from ledger.payment_ref where account = p_account and ref = any(p_names)
    union
    select payment from ledger.payment_fact where endpoint = p_endpoint and event_key = p_event_key
    order by 1
  );
end $$;
