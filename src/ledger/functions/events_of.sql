-- Every event that names the payment, whether or not it states a fact.
create or replace function ledger.events_of(p_payment bigint) returns jsonb language plpgsql as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', e.id::text, 'endpoint', e.endpoint, 'eventKey', e.event_key, 'providerType', e.provider_type,
      'state', e.state, 'workflowId', e.workflow_id
    ) order by e.id), '[]')
    from inbox.event e
    where e.id in (
      select i.id from ledger.payment_fact f
        join inbox.event i on (i.endpoint, i.event_key) = (f.endpoint, f.event_key)
        where f.payment = p_payment
      union
      select i.id from ledger.payment_ref r
        join inbox.event i on (i.account, i.payment_id) = (r.account, r.ref)
        where r.payment = p_payment
    )
  );
end $$;
