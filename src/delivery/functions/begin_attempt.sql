-- Written before the call: what a crash cuts off is seen to have been tried.
create or replace function delivery.begin_attempt(p_key text, p_is_redelivery boolean, p_now timestamptz)
returns integer language plpgsql as $$
declare
  v_n integer;
begin
  update delivery.message set
    attempts = attempts + 1,
    first_attempt_at = coalesce(first_attempt_at, p_now),
    last_attempt_at = p_now,
    round_at = case when p_is_redelivery then round_at else coalesce(round_at, p_now) end,
    round_attempts = round_attempts + case when p_is_redelivery then 0 else 1 end
    where key = p_key returning attempts into strict v_n;
  insert into delivery.attempt (key, n, at, is_redelivery) values (p_key, v_n, p_now, p_is_redelivery);
  return v_n;
end $$;
