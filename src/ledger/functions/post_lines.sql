-- The entries of a transfer. Accounts are made in the order of their names, balances locked in that of ids.
create or replace function ledger.post_lines(p_transfer uuid, p_lines ledger.payment_books[]) returns void
language plpgsql as $$
declare
  v_accounts constant ledger.account[] := array(
    select ledger.account(l.owner, l.asset, l.kind)
    from (select * from unnest(p_lines) order by owner, asset, kind) l
  );
  r record;
begin
  for r in
    select a.id, a.asset, a.hot, l.amount
    from unnest(v_accounts) a
    join unnest(p_lines) l on (l.owner, l.asset, l.kind) = (a.owner, a.asset, a.kind)
    order by a.id
  loop
    perform ledger.post_entry(p_transfer, r.id, r.asset, r.hot, r.amount);
  end loop;
end $$;
