-- How a call ended, for the message and for the app's endpoint. True: it is disabled from now on, and was not before.
create or replace function delivery.end_attempt(
  p_key text, p_n integer, p_answer jsonb, p_endpoint text, p_dead_after interval, p_now timestamptz
) returns boolean language plpgsql as $$
declare
  v_delivered constant boolean := (p_answer->>'isDelivered')::boolean;
  e delivery.endpoint;
begin
  update delivery.attempt set status = (p_answer->>'status')::integer, error = p_answer->>'error',
    duration_ms = (p_answer->>'durationMs')::integer
    where key = p_key and n = p_n;
  if v_delivered then
    update delivery.message set state = 'delivered', because = null where key = p_key;
  end if;
  insert into delivery.endpoint (digest) values (p_endpoint) on conflict (digest) do nothing;
  select * into strict e from delivery.endpoint where digest = p_endpoint for update;
  if v_delivered then
    update delivery.endpoint set failing_since = null where digest = p_endpoint and failing_since is not null;
    return false;
  end if;
  e.failing_since := coalesce(e.failing_since, p_now);
  e.reason := case
    when (p_answer->>'isGone')::boolean then 'gone'
    when p_now - e.failing_since >= p_dead_after then 'dead'
  end;
  update delivery.endpoint set failing_since = e.failing_since where digest = p_endpoint;
  if e.disabled_at is not null or e.reason is null then
    return false;
  end if;
  update delivery.endpoint set disabled_at = p_now, reason = e.reason where digest = p_endpoint;
  return true;
end $$;
