-- What was skipped of an event's effects is to be done: an operator replays it. A message the merchant's app was not told
-- begins a new round; one that it was told stays told.
create or replace function ledger.redo_skipped(p_endpoint text, p_event_key text) returns void language plpgsql as $$
begin
  with redone as (
    update ledger.effect set state = 'claimed', result = null, done_at = null
      where payment in (
          select payment from ledger.payment_fact where endpoint = p_endpoint and event_key = p_event_key
        )
        and endpoint = p_endpoint and event_key = p_event_key and state = 'skipped'
      returning key
  )
  update delivery.message m
    set state = 'trying', because = null, round_at = null, round_attempts = 0, due_at = now()
    from redone where m.key = redone.key and m.state in ('skipped', 'failed');
end $$;
