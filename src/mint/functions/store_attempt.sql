-- Keeps a signed attempt, before anybody sends it. False when another pass was first with this number, or when the
-- transaction is mined: then nothing may be sent of what was signed.
create or replace function mint.store_attempt(
  p_tx bigint, p_n integer, p_noop boolean, p_max_fee numeric, p_tip numeric, p_raw text, p_hash text,
  p_contract text, p_calldata text, p_gas bigint, p_block bigint
) returns boolean language plpgsql as $$
declare
  t mint.eth_tx;
begin
  select * into strict t from mint.eth_tx where id = p_tx for update;
  if t.state not in ('reserved', 'signed')
      or p_n <> 1 + (select count(*) from mint.eth_tx_attempt where tx = p_tx)
      -- Once its noop is out, a nonce is given up: mint and noop would outbid each other for ever.
      or not p_noop and t.cancelled then
    return false;
  end if;
  insert into mint.eth_tx_attempt (tx, n, noop, max_fee, tip, raw, hash)
    values (p_tx, p_n, p_noop, p_max_fee, p_tip, p_raw, p_hash);
  update mint.eth_tx set state = 'signed', waiting_since = p_block,
    contract = case when p_noop then contract else p_contract end,
    calldata = case when p_noop then calldata else p_calldata end,
    gas = case when p_noop then gas else p_gas end
    where id = p_tx;
  return true;
end $$;
