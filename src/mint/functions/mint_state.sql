-- A mint as others see it: where it stands, in which transaction, and what holds it up.
create or replace view mint.mint_state as
  select m.mint_id, m.seq, m.chain_id, m.account, m.payment_id, m.recipient::text, m.amount, m.asset, m.status,
    coalesce(m.problem_code, s.pause_code) as problem_code, coalesce(m.problem, s.pause_reason) as problem,
    t.signer::text, t.nonce, t.mined_hash::text as tx_hash, t.mined_block, b.outcome, m.requested_at, m.updated_at,
    m.contract::text
  from mint.mint m
  left join mint.mint_tx b on b.mint_id = m.mint_id and b.released_at is null
  left join mint.eth_tx t on t.id = b.tx
  -- Held up by its signer's pause; if it has none yet, when no signer of the chain is free.
  left join lateral (
    select pause_code, pause_reason from mint.signer
    where chain_id = m.chain_id and address = coalesce(t.signer, address) and m.status in ('requested', 'reserved')
    order by paused_at is not null, paused_at limit 1
  ) s on true;
