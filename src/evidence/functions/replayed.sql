-- What operators had done again, and what the event says and plans since: as the next replay found it, or as it stands.
create or replace function evidence.replayed(p_events bigint[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'replay:' || r.id, 'event.replayed', r.at, jsonb_build_object('event', r.event_id::text, 'actor', r.actor,
      'reason', inbox.without_addresses(r.reason), 'outcome', r.outcome, 'reverified', r.reverified,
      'detail', inbox.without_addresses(r.detail)) || case when r.outcome = 'refused' then '{}' else jsonb_build_object(
        'says', coalesce(later.former_event, e.event), 'hash', coalesce(later.former_hash, e.event_hash),
        'plan', coalesce(later.former_plan, e.plan)) end
    from inbox.replay r
    join inbox.event e on e.id = r.event_id
    left join lateral (
      select * from inbox.replay n where n.event_id = r.event_id and n.id > r.id order by n.id limit 1) later on true
    where r.event_id = any(p_events);
end $$;
