-- A known effect that is asked for again. Other content is a contradiction, unless its own event replaces it in
-- time.
create or replace function ledger.same_effect(known ledger.effect, asked ledger.effect, p_replaces boolean)
returns ledger.effect language plpgsql as $$
begin
  if known.content_hash is not distinct from asked.content_hash then
    return known;
  end if;
  if not p_replaces or known.state <> 'claimed'
    or (known.endpoint, known.event_key) <> (asked.endpoint, asked.event_key)
  then
    perform ledger.refuse('EFFECT_CONFLICT', format(
      '%s of payment %s of account %s is %s with another content (%s, by event %s of endpoint %s): nothing was '
      'claimed',
      asked.effect, asked.payment_id, asked.account, known.state, known.key, known.event_key, known.endpoint));
  end if;
  update ledger.effect set content_hash = asked.content_hash where key = known.key returning * into known;
  return known;
end $$;
