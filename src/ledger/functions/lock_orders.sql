-- After the payment rows, before the balances. Two-part keys never meet those of lock_identities.
create or replace function ledger.lock_orders(p_account text, p_references text[]) returns void
language plpgsql as $$
begin
  perform pg_advisory_xact_lock(hashtext(p_account), k.key)
    from (select distinct hashtext(r) as key from unnest(p_references) r where r is not null order by 1) k;
end $$;
