-- What was begun, and done, outside the books. A mint may come undone with its block: what the outbox says of it stands
-- for it. What was skipped may be done yet.
create or replace function evidence.effected(p_payment bigint) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'effect:' || f.key, 'effect.claimed', f.claimed_at, jsonb_build_object('key', f.key, 'effect', f.effect,
      'what', f.what, 'endpoint', f.endpoint, 'eventKey', f.event_key)
    from ledger.effect f where f.payment = p_payment;
  return query
    select 'effect:' || f.key || ':done', case f.effect when 'notify' then 'mail.sent' else 'effect.done' end, f.done_at,
      jsonb_build_object('key', f.key, 'effect', f.effect, 'what', f.what, 'result', f.result)
    from ledger.effect f where f.payment = p_payment and f.state = 'done' and f.effect <> 'mint';
end $$;
