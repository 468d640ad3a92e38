-- Frees the mints of a transaction that has failed for good. After a revert they come back in smaller batches; what is
-- reverted alone, three times, is for a person.
create or replace function mint.release(p_tx bigint) returns void language plpgsql as $$
begin
  with freed as (
    update mint.mint_tx set released_at = now() where tx = p_tx and released_at is null
    returning mint_id, outcome, (select count(*) from mint.mint_tx where tx = p_tx) as size
  ), fate as (
    select m.mint_id, f.outcome is not distinct from 'reverted' as reverted, f.size,
      f.outcome is not distinct from 'reverted' and f.size = 1 and m.reverts >= 2 as parks
    from freed f join mint.mint m using (mint_id)
  )
  update mint.mint m set
    status = case when f.parks then 'parked' else 'requested' end,
    problem_code = case when f.parks then 'MINT_REFUSED' end,
    problem = case when f.parks then 'the contract reverted it three times, although it would have passed just before' end,
    max_batch = case when f.reverted then greatest(1, f.size / 2) else m.max_batch end,
    reverts = m.reverts + case when f.reverted and f.size = 1 then 1 else 0 end,
    updated_at = now()
  from fate f where m.mint_id = f.mint_id;
end $$;
