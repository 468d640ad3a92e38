-- Every event that states a fact of the payment, or bears one of its names.
create or replace function evidence.events_of(p_payment bigint) returns bigint[] language plpgsql stable as $$
begin
  return array(
    select e.id from ledger.payment_fact f
      join inbox.event e on (e.endpoint, e.event_key) = (f.endpoint, f.event_key)
      where f.payment = p_payment
    union
    select e.id from ledger.payment_ref r
      join inbox.event e on (e.account, e.payment_id) = (r.account, r.ref)
      where r.payment = p_payment
    order by 1
  );
end $$;
