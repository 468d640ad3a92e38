-- Until when an answer serves somebody who wants none older than p_ttl. Null: there is none, or it was asked for before its
-- wallet was forgotten.
create or replace function constraints.fresh_until(a constraints.answer, p_ttl interval) returns timestamptz
language sql stable as $$
  select least(a.expires_at, a.answered_at + p_ttl)
  where not exists (
    select 1 from constraints.forgotten f
    where f.user_address = a.user_address and not pg_visible_in_snapshot(f.xid, a.asked)
  )
$$;
