-- Takes out of the queue what is not to be minted, for a person to decide. What only waits stays.
create or replace function mint.park_barred(p_chain_id bigint) returns void language plpgsql as $$
begin
  with oldest as (
    select m.mint_id, mint.bar_of(m) as bar from mint.mint m
    where m.chain_id = p_chain_id and m.status = 'requested' order by m.seq limit 1000 for update skip locked
  )
  update mint.mint m set status = 'parked', updated_at = now(),
    problem_code = case o.bar when 'contested' then 'REFUND_OF_MINTED' else 'EFFECT_CONFLICT' end,
    problem = format('payment %s of account %s %s', m.payment_id, m.account, case o.bar
      when 'contested' then 'is refunded, disputed or gone before it was minted: it is not minted; skip the mint, or '
        'retry when the money is there again'
      else 'is minted under another of its names: it is not minted twice; skip the mint' end)
  from oldest o where m.mint_id = o.mint_id and o.bar in ('contested', 'joined');
end $$;
