-- What an operator amended is not undone by a run that was planned before: a copy, a reset. Asked under the event's
-- lock: who amends it now states it after us.
create or replace function ledger.refuse_outdated(s jsonb) returns void language plpgsql as $$
begin
  if exists (
    select 1 from inbox.event
    where endpoint = s->>'endpoint' and event_key = s->>'eventKey' and amendment <> coalesce(s->'amendment', '{}')
  ) then
    perform ledger.refuse('EVENT_AMENDED', format(
      'event %s of endpoint %s was amended after this statement was planned: plan it anew',
      s->>'eventKey', s->>'endpoint'));
  end if;
end $$;
