-- Where a mint stands on chain, and the books after it. Older news than is known changes nothing.
-- In: `MintStatement` of src/ledger/mints.ts.
create or replace function ledger.state_mint(m jsonb) returns void language plpgsql as $$
declare
  p ledger.payment := ledger.lock_named(m->>'account', m->>'paymentId');
begin
  insert into ledger.payment_mint as k (mint_id, payment, chain_id, wallet, asset, amount, stands, xid, seq)
    values (m->>'mintId', p.id, (m->>'chainId')::bigint, lower(m->>'wallet'), m->>'asset',
      (m->>'amount')::numeric, (m->>'stands')::boolean, (m#>>'{version,xid}')::xid8, (m#>>'{version,seq}')::bigint)
    on conflict (mint_id) do update set chain_id = excluded.chain_id, wallet = excluded.wallet,
      asset = excluded.asset, amount = excluded.amount, stands = excluded.stands, xid = excluded.xid,
      seq = excluded.seq
      where (k.xid, k.seq) < (excluded.xid, excluded.seq);
  if not found then
    return;
  end if;
  perform ledger.follow_mint(m);
  p.has_mints := true;
  p.postings := p.postings + (ledger.post_books(p) is not null)::integer;
  update ledger.payment set has_mints = true, postings = p.postings, updated_at = now() where id = p.id;
end $$;
