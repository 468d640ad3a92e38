-- Where mints stand, each with its transactions.
create or replace function evidence.mints_now(p_mints text[]) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('mintId', m.mint_id, 'status', m.status, 'recipient', m.recipient,
      'contract', m.contract, 'amount', m.amount::text, 'asset', m.asset, 'problem', m.problem,
      'transactions', (
        select coalesce(jsonb_agg(jsonb_build_object('transaction', t.id::text, 'state', t.state, 'outcome', b.outcome,
          'hash', t.mined_hash, 'block', t.mined_block::text, 'blockHash', t.mined_block_hash) order by b.n), '[]')
        from mint.mint_tx b join mint.eth_tx t on t.id = b.tx where b.mint_id = m.mint_id)) order by m.seq), '[]')
    from mint.mint m where m.mint_id = any(p_mints)
  );
end $$;
