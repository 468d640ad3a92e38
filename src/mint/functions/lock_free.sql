-- Those of these mints that may be bound to a nonce, in their order. From here to the end of the transaction nobody
-- states a refund, a hold or a join of their payments: either the books knew of it before, or they find the mint on its way.
create or replace function mint.lock_free(p_mint_ids text[]) returns text[] language plpgsql as $$
begin
  perform ledger.lock_minted(array(
    select mint.effect_key_of(m) from mint.mint m where m.mint_id = any (p_mint_ids)));
  return (
    select array_agg(m.mint_id order by m.seq) from mint.mint m
    where m.mint_id = any (p_mint_ids) and mint.bar_of(m) is null
  );
end $$;
