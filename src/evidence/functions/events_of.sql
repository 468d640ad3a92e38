-- Every event that bears one of these names, or states a fact of the payment they stand for.
create or replace function evidence.events_of(p_account text, p_names text[], p_payment bigint) returns bigint[]
language plpgsql stable as $$
begin
  return array(
    select e.id from ledger.payment_fact f
      join inbox.event e on (e.endpoint, e.event_key) = (f.endpoint, f.event_key)
      where f.payment = p_payment
    union
    select e.id from inbox.event e where e.account = p_account and e.payment_id = any(p_names)
    order by 1
  );
end $$;
