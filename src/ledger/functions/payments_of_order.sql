create or replace function ledger.payments_of_order(p_account text, p_reference text) returns bigint[]
language plpgsql as $$
begin
  return array(
    select id from ledger.payment
    where account = p_account and order_reference = p_reference and merged_into is null order by id
  );
end $$;
