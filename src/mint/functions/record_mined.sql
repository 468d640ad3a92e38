-- What a receipt says. `p_outcomes` is by mint id; p_finality `latest`, `safe` or `finalized`, the last two only for a
-- block whose hash was looked up again.
create or replace function mint.record_mined(
  p_tx bigint, p_hash text, p_block bigint, p_block_hash text, p_succeeded boolean, p_finality text,
  p_outcomes jsonb
) returns text language plpgsql as $$
declare
  t mint.eth_tx;
  v_noop boolean;
  v_state text;
begin
  select * into strict t from mint.eth_tx where id = p_tx for update;
  if t.state in ('final', 'failed') then
    return t.state;
  end if;
  select noop into strict v_noop from mint.eth_tx_attempt where tx = p_tx and hash = p_hash;
  v_state := case
    when p_finality = 'finalized' and p_succeeded and not v_noop then 'final'
    when p_finality = 'finalized' then 'failed'
    when p_finality = 'safe' or (t.state = 'safe' and t.mined_block_hash = p_block_hash) then 'safe'
    else 'mined' end;
  if (t.state, t.mined_hash, t.mined_block_hash) is not distinct from (v_state, p_hash, p_block_hash) then
    update mint.eth_tx set observed_at = now() where id = p_tx;
    return v_state;
  end if;
  update mint.mint_tx set outcome = case
    when v_noop then 'noop'
    when not p_succeeded then 'reverted'
    else coalesce(p_outcomes ->> mint_id, 'absent') end
    where tx = p_tx and released_at is null;
  update mint.eth_tx set state = v_state, mined_hash = p_hash, mined_block = p_block,
    mined_block_hash = p_block_hash, observed_at = now(),
    failure = case when v_state = 'failed' then case when v_noop then 'noop' else 'reverted' end end
    where id = p_tx;
  if v_state = 'failed' then
    perform mint.release(p_tx);
  else
    perform mint.show(p_tx, v_state);
  end if;
  return v_state;
end $$;
