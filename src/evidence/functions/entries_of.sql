-- Everything about a payment that stays as it was.
create or replace function evidence.entries_of(
  p_payment bigint, p_events bigint[], p_workflows text[], p_mints text[]
) returns setof evidence.entry language plpgsql stable as $$
begin
  return query select * from evidence.received(p_events);
  return query select * from evidence.contradicted(p_events);
  return query select * from evidence.decided(p_workflows);
  return query select * from evidence.posted(
    array(select p.id from ledger.payment p where p.id = p_payment or p.merged_into = p_payment));
  return query select * from evidence.effected(p_payment);
  return query select * from evidence.delivered(p_payment);
  return query select * from evidence.minted(p_mints);
  return query select * from evidence.noticed(p_payment);
end $$;
