-- Deliveries that were kept apart because they contradict one of these events.
create or replace function evidence.contradicted(p_events bigint[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'quarantine:' || q.id, 'quarantine.received', q.received_at, jsonb_build_object(
      'event', 'q' || q.id, 'contradicts', q.event_id::text, 'endpoint', q.endpoint, 'eventKey', q.event_key,
      'reason', q.reason, 'says', q.event, 'hash', q.event_hash, 'bodySha256', q.body_sha256,
      'verification', case when q.secret_id is not null then jsonb_build_object('secretId', q.secret_id) end)
    from inbox.quarantine q where q.event_id = any(p_events);
  return query
    select 'quarantine:' || q.id || ':' || later.how, 'quarantine.' || later.how, later.at,
      jsonb_build_object('event', 'q' || q.id)
    from inbox.quarantine q
    cross join lateral (values ('released', q.released_at), ('erased', q.erased_at), ('dropped', q.dropped_at))
      later (how, at)
    where q.event_id = any(p_events) and later.at is not null;
end $$;
