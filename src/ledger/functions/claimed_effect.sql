-- The row of that effect, by whatever name of the payment it was claimed. Of several: what is done, then the
-- asker's own.
create or replace function ledger.claimed_effect(asked ledger.effect) returns ledger.effect language plpgsql as $$
declare
  e ledger.effect;
begin
  select * into e from ledger.effect k
    where k.payment = asked.payment and k.effect = asked.effect and k.what is not distinct from asked.what
    order by k.state = 'done' desc, (k.endpoint, k.event_key) = (asked.endpoint, asked.event_key) desc,
      k.state = 'claimed' desc, k.claimed_at, k.key
    limit 1;
  return e;
end $$;
