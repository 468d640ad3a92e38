-- When a fact counts from. An operator's word counts after all that was stated until then, whatever the clocks of others
-- say; and stated again, from when it was said first.
create or replace function ledger.dated(s jsonb, p_payment bigint) returns timestamptz language sql stable as $$
  select case when s->>'endpoint' <> 'sys:operator' then (s->>'at')::timestamptz else coalesce(
    (select at from ledger.payment_fact where endpoint = s->>'endpoint' and event_key = s->>'eventKey'),
    greatest((s->>'at')::timestamptz, (
      select max(at) + interval '1 millisecond' from ledger.payment_fact
      where payment = p_payment and type in ('money', 'operator')
    ))
  ) end
$$;
