-- What the settlement of a payment has seen of its money, and what it must know to state more of it: by any of the
-- payment's names. Out: `Sighting` of src/ledger/sighting.ts. Null while nobody spoke of money.
create or replace function ledger.read_sighting(p_account text, p_ref text) returns jsonb
language plpgsql as $$
begin
  return (
    select jsonb_build_object(
      'statedAs', (array_agg(f.payment_id order by f.endpoint = 'sys:settlement', f.at, f.event_key collate "C"))[1],
      'endpoint', (array_agg(f.endpoint order by f.endpoint = 'sys:settlement', f.at, f.event_key collate "C"))[1],
      'knownAt', ledger.iso(min(f.stated_at)),
      'newestAt', ledger.iso(max(f.at)),
      'goneAt', ledger.iso(max(f.at) filter (where f.fact->>'state' = 'gone')),
      'seen', (array_agg(f.fact order by f.at desc) filter (
        where f.endpoint = 'sys:settlement' and f.fact ? 'block' and f.fact->'sighting' ? 'chainId'
      ))[1]
    )
    from ledger.payment_ref r join ledger.payment_fact f on f.payment = r.payment
    where r.account = p_account and r.ref = p_ref and f.type = 'money'
    having count(*) > 0
  );
end $$;
