-- The same, of quarantined deliveries that name a subject whom the event they contradict does not.
create or replace function inbox.erase_deliveries(p_erasure bigint, p_most integer) returns integer language plpgsql as $$
declare
  v_subjects constant text[] := (select subjects from inbox.erasure where id = p_erasure);
  v_deliveries constant bigint[] := array(
    select id from inbox.quarantine where subjects && v_subjects and erased_at is null order by id limit p_most
    for update
  );
begin
  update inbox.quarantine set raw = null, headers = '{}', erased_at = now() where id = any(v_deliveries);
  update inbox.erasure set deliveries = deliveries + cardinality(v_deliveries) where id = p_erasure;
  return cardinality(v_deliveries);
end $$;
