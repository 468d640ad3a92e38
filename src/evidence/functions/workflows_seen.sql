-- Those of the workflows that there are or were: an event's own, and whatever waited for a person, watched or minted.
create or replace function evidence.workflows_seen(
  p_payment bigint, p_events bigint[], p_workflows text[], p_mints text[]
) returns jsonb
language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(seen.id order by seen.id collate "C"), '[]') from (
      select e.workflow_id as id from inbox.event e where e.id = any(p_events)
      union
      select p.workflow_id from inbox.park p where p.workflow_id = any(p_workflows)
      union
      select concat_ws(':', 'payment', ledger.id_part(p.account), ledger.id_part(p.payment_id))
        from ledger.payment p where p.id = p_payment and exists (
          select from ledger.payment_fact f where f.payment = p.id and f.fact->>'state' = 'pending')
      union
      select concat_ws(':', 'mint', ledger.id_part(m.account), ledger.id_part(m.payment_id))
        from mint.mint m where m.mint_id = any(p_mints)
    ) seen
  );
end $$;
