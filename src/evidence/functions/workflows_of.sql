-- Where operators may have been asked, or have decided, something about a payment: workflows of its events, and the
-- settlement and mint of each of its names.
create or replace function evidence.workflows_of(p_account text, p_names text[], p_events bigint[]) returns text[]
language plpgsql stable as $$
begin
  return array(
    select e.workflow_id from inbox.event e where e.id = any(p_events)
    union
    select concat_ws(':', kind, ledger.id_part(p_account), ledger.id_part(name))
      from unnest(p_names) name cross join unnest(array['payment', 'mint']) kind
    order by 1
  );
end $$;
