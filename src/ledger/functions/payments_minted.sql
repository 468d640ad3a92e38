-- The payments whose mints were claimed by these keys, the oldest first.
create or replace function ledger.payments_minted(p_keys text[]) returns bigint[] language plpgsql as $$
begin
  return array(
    select distinct payment from ledger.effect where key = any (p_keys) and payment is not null order by 1
  );
end $$;
