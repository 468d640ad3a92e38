-- The answer, if it is there and not older than wanted; else the lease to ask for it, if nobody has it; else who has it.
create or replace function constraints.claim(
  p_key text, p_api_url text, p_user_address text, p_collection_id text, p_ttl interval, p_lease uuid, p_lease_for interval
) returns table (outcome text, answer boolean, fresh_until timestamptz, holder uuid) language plpgsql as $$
declare
  a constraints.answer;
begin
  select * into a from constraints.answer where key = p_key;
  if constraints.fresh_until(a, p_ttl) > now() then
    return query select 'answered', a.allowed, constraints.fresh_until(a, p_ttl), null::uuid;
    return;
  end if;
  insert into constraints.answer as held (key, api_url, user_address, collection_id, lease, leased_until, lease_asked)
    values (p_key, p_api_url, p_user_address, p_collection_id, p_lease, now() + p_lease_for, pg_current_snapshot())
    on conflict (key) do update set lease = excluded.lease, leased_until = excluded.leased_until,
        lease_asked = excluded.lease_asked
      where coalesce(held.leased_until, '-infinity') <= now()
        and coalesce(constraints.fresh_until(held, p_ttl), '-infinity') <= now();
  if found then
    return query select 'leased', null::boolean, null::timestamptz, p_lease;
    return;
  end if;
  return query select 'busy', null::boolean, null::timestamptz,
    (select lease from constraints.answer where key = p_key);
end $$;
