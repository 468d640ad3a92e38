-- An order that was not registered takes whatever is paid for it.
create or replace function ledger.matches_order(p ledger.payment, o ledger."order") returns boolean
language sql immutable as $$
  select o.amount is null or (p.amount = o.amount and p.asset = o.asset)
$$;
