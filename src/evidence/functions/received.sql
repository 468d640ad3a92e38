-- What came in, which secret had signed it, and what was planned of it. Bodies and headers may go one day: the digest
-- of the body stands for it.
create or replace function evidence.received(p_events bigint[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'event:' || e.id, 'event.received', e.received_at, jsonb_build_object(
      'event', e.id::text, 'endpoint', e.endpoint, 'account', e.account, 'eventKey', e.event_key,
      'source', e.source, 'workflowId', e.workflow_id,
      'bodySha256', e.body_sha256,
      -- What was asked of a provider, and not sent by it, bears no signature.
      'verification', case when e.secret_id is not null then
        jsonb_build_object('scheme', e.provider, 'secretId', e.secret_id) end)
    from inbox.event e where e.id = any(p_events);
  return query
    select 'event:' || e.id || ':plan', 'event.planned', e.received_at,
      jsonb_build_object('event', e.id::text, 'says', e.event, 'hash', e.event_hash, 'plan', e.plan)
    from inbox.event e where e.id = any(p_events);
  return query
    select 'event:' || e.id || ':' || gone.how, 'event.' || gone.how, gone.at, jsonb_build_object('event', e.id::text)
    from inbox.event e
    cross join lateral (values ('erased', e.erased_at), ('dropped', e.dropped_at)) gone (how, at)
    where e.id = any(p_events) and gone.at is not null;
end $$;
