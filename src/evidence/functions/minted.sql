-- What was asked of the chain, each transaction that was signed for it, and the end that each came to. What is not final
-- may still be undone: it is shown beside the chain of entries, not in it.
create or replace function evidence.minted(p_mints text[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'mint:' || m.mint_id, 'mint.requested', m.requested_at, jsonb_build_object('mintId', m.mint_id,
      'chainId', m.chain_id::text, 'paymentId', m.payment_id, 'amount', m.amount::text, 'asset', m.asset)
    from mint.mint m where m.mint_id = any(p_mints);
  return query
    select 'transition:' || t.seq, 'mint.moved', t.at,
      jsonb_build_object('mintId', t.mint_id, 'from', t.from_status, 'to', t.to_status)
    from mint.transition t where t.mint_id = any(p_mints);
  return query
    select distinct 'transaction:' || t.id || ':' || a.n, 'transaction.signed', a.signed_at, jsonb_build_object(
      'transaction', t.id::text, 'chainId', t.chain_id::text, 'signer', t.signer, 'nonce', t.nonce::text,
      'hash', a.hash, 'isNoop', a.noop, 'maxFee', a.max_fee::text, 'tip', a.tip::text)
    from mint.mint_tx b join mint.eth_tx t on t.id = b.tx join mint.eth_tx_attempt a on a.tx = t.id
    where b.mint_id = any(p_mints);
  return query
    select 'mint:' || b.mint_id || ':' || b.n || ':ended', 'transaction.ended', t.observed_at, jsonb_build_object(
      'mintId', b.mint_id, 'transaction', t.id::text, 'state', t.state, 'failure', t.failure, 'outcome', b.outcome,
      'contract', t.contract, 'hash', t.mined_hash, 'block', t.mined_block::text, 'blockHash', t.mined_block_hash)
    from mint.mint_tx b join mint.eth_tx t on t.id = b.tx
    where b.mint_id = any(p_mints) and t.state in ('final', 'failed');
end $$;
