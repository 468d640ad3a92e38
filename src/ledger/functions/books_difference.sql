create or replace function ledger.books_difference(p ledger.payment)
returns table (owner text, asset text, kind text, amount numeric) language plpgsql as $$
begin
  return query
    select x.owner, x.asset, x.kind, sum(x.amount)
    from (
      select * from ledger.books_of(p)
      union all
      select b.owner, b.asset, b.kind, -b.amount from ledger.payment_books b where b.payment = p.id
    ) x
    group by x.owner, x.asset, x.kind
    having sum(x.amount) <> 0;
end $$;
