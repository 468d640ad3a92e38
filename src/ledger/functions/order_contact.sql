-- The address a merchant gave with an order, sealed; null where none was given, or it was erased.
create or replace function ledger.order_contact(p_account text, p_reference text) returns bytea
language plpgsql as $$
begin
  return (select o.contact from ledger."order" o where o.account = p_account and o.reference = p_reference);
end $$;
