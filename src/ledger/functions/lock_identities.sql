-- Whoever may create or join the same things waits here, in the order of the keys. Locks are taken in four
-- phases, each in its own order: identities, payment rows, orders, balances.
create or replace function ledger.lock_identities(s jsonb) returns void language plpgsql as $$
declare
  v_identities jsonb[];
begin
  v_identities := array[
    jsonb_build_array('event', s->'endpoint', s->'eventKey'),
    jsonb_build_array('ref', s->'account', s->'paymentId')
  ];
  if jsonb_array_length(s->'refs') > 0 then
    v_identities := v_identities
      || array(select jsonb_build_array('ref', s->'account', r) from jsonb_array_elements(s->'refs') r);
  end if;
  if s->'fact' ? 'txHash' then
    v_identities := v_identities || jsonb_build_array('tx', s->'account', s#>'{fact,txHash}');
  end if;
  if s ? 'deposit' then
    v_identities := v_identities || jsonb_build_array('deposit', s->'account', s#>'{deposit,customer}',
      s#>'{deposit,address}', s#>'{fact,asset}', s#>'{fact,amount}');
  end if;
  perform pg_advisory_xact_lock(k.key)
    from (select distinct hashtextextended(i::text, 0) as key from unnest(v_identities) i order by 1) k;
end $$;
