-- The mints of a payment that are being made or are made: more than one where names with a mint each were joined.
create or replace function ledger.live_mints(p_payment bigint) returns setof ledger.effect
language plpgsql as $$
begin
  return query select * from ledger.effect
    where payment = p_payment and effect = 'mint' and state in ('claimed', 'done');
end $$;
