-- The block it was in is no longer part of the chain: it waits again, for the same bytes to be sent again.
create or replace function mint.record_vanished(p_tx bigint, p_block_hash text, p_head bigint) returns void
language plpgsql as $$
begin
  update mint.eth_tx set state = 'signed', mined_hash = null, mined_block = null, mined_block_hash = null,
    waiting_since = p_head, observed_at = now()
    where id = p_tx and state in ('mined', 'safe') and mined_block_hash = p_block_hash;
  if found then
    update mint.mint_tx set outcome = null where tx = p_tx and released_at is null;
    perform mint.show(p_tx, 'signed');
  end if;
end $$;
