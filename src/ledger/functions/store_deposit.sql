create or replace function ledger.store_deposit(p ledger.payment, s jsonb) returns void language plpgsql as $$
begin
  insert into ledger.deposit as d
    (payment, account, customer, address, asset, amount, tx_hash, detected_at, at)
    values (p.id, p.account, s#>>'{deposit,customer}', s#>>'{deposit,address}', p.asset, p.amount,
      s#>>'{fact,txHash}', s#>>'{deposit,detectedAt}', (s->>'at')::timestamptz)
    on conflict (payment) do update set asset = excluded.asset, amount = excluded.amount,
      tx_hash = coalesce(excluded.tx_hash, d.tx_hash);
end $$;
