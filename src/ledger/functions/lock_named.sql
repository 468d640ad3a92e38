-- The payment of that name, locked; made where nobody has stated anything of it yet.
create or replace function ledger.lock_named(p_account text, p_name text) returns ledger.payment
language plpgsql as $$
declare
  p ledger.payment;
  v_payment bigint;
begin
  perform pg_advisory_xact_lock(hashtextextended(jsonb_build_array('ref', p_account, p_name)::text, 0));
  v_payment := (ledger.lock_payments(p_account, array[p_name], null, null))[1];
  if v_payment is null then
    insert into ledger.payment (account, payment_id) values (p_account, p_name) returning id into v_payment;
    insert into ledger.payment_ref (account, ref, payment) values (p_account, p_name, v_payment);
  end if;
  select * into strict p from ledger.payment where id = v_payment;
  return p;
end $$;
