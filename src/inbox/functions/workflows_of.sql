-- Where an operator may have decided something about these events: their own workflows, and those of their payments and subscriptions.
create or replace function inbox.workflows_of(p_events bigint[]) returns table (workflow_id text)
language plpgsql stable as $$
begin
  return query
    select e.workflow_id from inbox.event e where e.id = any(p_events)
    union
    select concat_ws(':', 'subscription', ledger.id_part(e.account), ledger.id_part(e.event -> 'subscription' ->> 'id'))
    from inbox.event e where e.id = any(p_events) and e.event -> 'subscription' ? 'id'
    union
    select concat_ws(':', kind, ledger.id_part(p.account), ledger.id_part(p.payment_id))
    from inbox.event e
    join ledger.payment_ref r on r.account = e.account and r.ref = e.payment_id
    join ledger.payment p on p.id = r.payment
    cross join unnest(array['payment', 'mint']) kind
    where e.id = any(p_events);
end $$;
