-- Until when an answer serves somebody who wants none older than p_ttl. Null: there is none.
create or replace function constraints.fresh_until(a constraints.answer, p_ttl interval) returns timestamptz
language sql immutable as $$
  select least(a.expires_at, a.answered_at + p_ttl)
$$;
