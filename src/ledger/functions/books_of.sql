-- What the books must say of a payment: the whole rule, in four lines. src/domain/books.ts says the same.
create or replace function ledger.books_of(p ledger.payment)
returns table (owner text, asset text, kind text, amount numeric) language plpgsql as $$
begin
  if p.value is distinct from 'credit' or p.paid = 0 then
    return;
  end if;
  return query select v.owner, p.asset, v.kind, v.amount
    from (values
      (p.owner, case when p.settled then 'available' else 'pending' end, p.paid - p.returned - p.held),
      (p.owner, 'held', p.held),
      ('sys:' || p.account, 'clearing', p.returned - p.paid)
    ) v (owner, kind, amount)
    where v.amount <> 0;
end $$;
