-- The mints that were asked for under any name of the payment.
create or replace function evidence.mints_of(p_payment bigint) returns text[] language plpgsql stable as $$
begin
  return array(
    select m.mint_id from ledger.payment_ref r
    join mint.mint m on (m.account, m.payment_id) = (r.account, r.ref)
    where r.payment = p_payment
  );
end $$;
