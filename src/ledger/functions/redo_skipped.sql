-- What was skipped of an event's effects is to be done, where its plan asks for such still and nobody else has seen to it: an
-- operator replays it. A message the merchant's app was not told begins a new round; one that it was told stays told.
create or replace function ledger.redo_skipped(p_endpoint text, p_event_key text, p_effects text[]) returns void
language plpgsql as $$
begin
  with redone as (
    update ledger.effect f set state = 'claimed', result = null, done_at = null
      where f.payment in (
          select payment from ledger.payment_fact where endpoint = p_endpoint and event_key = p_event_key
        )
        and f.endpoint = p_endpoint and f.event_key = p_event_key and f.state = 'skipped' and f.effect = any(p_effects)
        and not exists (
          select from ledger.effect o
          where o.payment = f.payment and o.effect = f.effect and o.what is not distinct from f.what
            and o.state in ('claimed', 'done')
        )
      returning f.key
  )
  update delivery.message m
    set state = 'trying', because = null, round_at = null, round_attempts = 0, due_at = now()
    from redone where m.key = redone.key and m.state in ('skipped', 'failed');
end $$;
