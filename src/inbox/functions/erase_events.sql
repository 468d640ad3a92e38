-- Takes what is personal from the next events that name one of the erasure's subjects, oldest first: body, headers, contact,
-- what contradicts them, the contact of the order they pay. What was translated and posted stays, and so do the hashes that
-- duplicates are known by. Returns how many events there were; 0 when none is left.
create or replace function inbox.erase_events(p_erasure bigint, p_most integer) returns integer language plpgsql as $$
declare
  v_subjects constant text[] := (select subjects from inbox.erasure where id = p_erasure);
  v_events constant bigint[] := array(
    select id from inbox.event where subjects && v_subjects and erased_at is null order by id limit p_most
  );
  v_orders integer;
  v_erased integer;
  v_contacts integer;
  v_deliveries integer;
begin
  -- Orders before events: as the books lock them.
  v_orders := ledger.forget_contacts_paid_by(v_events);
  update inbox.event set raw = null, headers = '{}', erased_at = now() where id = any(v_events) and erased_at is null;
  get diagnostics v_erased = row_count;
  delete from inbox.contact where event_id = any(v_events);
  get diagnostics v_contacts = row_count;
  update inbox.quarantine set raw = null, headers = '{}', erased_at = now()
    where event_id = any(v_events) and erased_at is null;
  get diagnostics v_deliveries = row_count;
  update inbox.erasure set events = events + v_erased, contacts = contacts + v_contacts,
      deliveries = deliveries + v_deliveries, orders = orders + v_orders,
      decisions = decisions + inbox.unname_decisions(array(select workflow_id from inbox.workflows_of(v_events)))
    where id = p_erasure;
  return cardinality(v_events);
end $$;
