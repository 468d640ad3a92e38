create or replace function ledger.effects_of(p_payment bigint) returns jsonb language plpgsql as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'effect', e.effect, 'key', e.key, 'state', e.state, 'at', ledger.iso(coalesce(e.done_at, e.claimed_at)),
      'txHash', e.result->>'txHash'
    )) order by e.claimed_at, e.key), '[]')
    from ledger.effect e where e.payment = p_payment
  );
end $$;
