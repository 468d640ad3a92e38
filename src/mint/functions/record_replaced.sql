-- The nonce is spent in a finalized block on a transaction that is none of ours, and the contract's finalized state
-- has not minted what was bound to it: the one way, beside a final revert or noop, that a mint becomes free.
create or replace function mint.record_replaced(p_tx bigint, p_spent bigint) returns void language plpgsql as $$
declare
  t mint.eth_tx;
begin
  select * into strict t from mint.eth_tx where id = p_tx for update;
  if t.state not in ('reserved', 'signed') then
    return;
  end if;
  update mint.eth_tx set state = 'failed', failure = 'replaced', observed_at = now() where id = p_tx;
  update mint.signer set next_nonce = greatest(next_nonce, p_spent)
    where chain_id = t.chain_id and address = t.signer;
  perform mint.release(p_tx);
end $$;
