-- A mistake worth remembering: whether the mints are free is asked in the statement that takes the nonce. A session that
-- waited for the signer's row goes by what it saw before the wait, and takes a second nonce for the same mints.
create or replace function mint.reserve(
  p_chain_id bigint, p_signer text, p_mint_ids text[], p_in_flight integer
) returns bigint language sql as $$
  with free as (
    select mint_id, seq from mint.mint where mint_id = any (p_mint_ids) and status = 'requested'
  ), s as (
    update mint.signer set next_nonce = next_nonce + 1
    where chain_id = p_chain_id and address = p_signer and exists (select from free)
      and p_in_flight > (select count(*) from mint.eth_tx where signer = p_signer and state in ('reserved', 'signed'))
    returning next_nonce - 1 as nonce
  ), e as (
    insert into mint.eth_tx (chain_id, signer, nonce) select p_chain_id, p_signer, nonce from s returning id
  ), b as (
    insert into mint.mint_tx (mint_id, n, tx, position)
    select free.mint_id, 1, e.id, row_number() over (order by seq) from e, free
  ), m as (
    update mint.mint set status = 'reserved' from free, e where mint.mint_id = free.mint_id
  )
  select id from e
$$;
