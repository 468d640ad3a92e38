-- What is left of the requests themselves.
create or replace function evidence.requests_of(p_events bigint[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('event', r.event, 'bodySha256', r.body_sha256, 'headers', r.headers,
      'bytes', octet_length(r.raw), 'erasedAt', evidence.moment(r.erased_at),
      'droppedAt', evidence.moment(r.dropped_at)) order by r.received_at, r.event collate "C"), '[]')
    from (
      select e.id::text as event, e.body_sha256, e.headers, e.raw, e.erased_at, e.dropped_at, e.received_at
        from inbox.event e where e.id = any(p_events)
      union all
      select 'q' || q.id, q.body_sha256, q.headers, q.raw, q.erased_at, q.dropped_at, q.received_at
        from inbox.quarantine q where q.event_id = any(p_events)
    ) r
  );
end $$;
