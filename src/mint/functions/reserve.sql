-- Binds mints to the signer's next nonce, in one transaction; null when there is nothing or no room.
-- The mints are locked first, and what was waited for is read again by a statement of its own. Asking for them in
-- the statement that takes the nonce mints twice: after a wait for the signer's row it goes by what it saw before.
-- Locks are taken in this order: mints, their payments, the signer. Who holds a payment never waits for a mint.
create or replace function mint.reserve(
  p_chain_id bigint, p_signer text, p_mint_ids text[], p_in_flight integer
) returns bigint language plpgsql as $$
declare
  v_mints text[];
  v_signer mint.signer;
  v_tx bigint;
begin
  select array_agg(m.mint_id order by m.seq) into v_mints from (
    select mint_id::text, seq from mint.mint
    where mint_id = any (p_mint_ids) and chain_id = p_chain_id and status = 'requested'
      and contract = (select contract from mint.mint where mint_id = p_mint_ids[1])
    order by seq for update skip locked) m;
  v_mints := mint.lock_free(v_mints);
  if v_mints is null then
    return null;
  end if;

  select * into v_signer from mint.signer where chain_id = p_chain_id and address = p_signer for update;
  if v_signer.paused_at is not null or p_in_flight <= (
    select count(*) from mint.eth_tx
    where chain_id = p_chain_id and signer = p_signer and state in ('reserved', 'signed')) then
    return null;
  end if;

  insert into mint.eth_tx (chain_id, signer, nonce) values (p_chain_id, p_signer, v_signer.next_nonce)
    returning id into v_tx;
  update mint.signer set next_nonce = next_nonce + 1 where chain_id = p_chain_id and address = p_signer;
  insert into mint.mint_tx (mint_id, n, tx, position)
    select v.mint_id, 1 + (select count(*) from mint.mint_tx b where b.mint_id = v.mint_id), v_tx, v.position
    from unnest(v_mints) with ordinality as v(mint_id, position);
  update mint.mint set status = 'reserved', updated_at = now() where mint_id = any (v_mints);
  return v_tx;
end $$;
