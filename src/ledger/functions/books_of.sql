-- What the books must say of a payment: the whole rule, in five lines. src/domain/books.ts says the same.
create or replace function ledger.books_of(p ledger.payment)
returns table (owner text, asset text, kind text, amount numeric) language plpgsql as $$
begin
  if p.value = 'credit' and p.paid > 0 then
    return query select v.owner, p.asset, v.kind, v.amount
      from (values
        (p.owner, case when p.settled then 'available' else 'pending' end, p.paid - p.returned - p.held),
        (p.owner, 'held', p.held),
        ('sys:' || p.account, 'clearing', p.returned - p.paid)
      ) v (owner, kind, amount)
      where v.amount <> 0;
  end if;
  if not p.has_mints then
    return;
  end if;
  return query select v.owner, m.asset, v.kind, sum(v.amount)
    from ledger.payment_mint m, lateral (values
      ('wallet:' || m.wallet, 'minted', m.amount::numeric),
      ('sys:chain:' || m.chain_id, 'clearing', -m.amount)
    ) v (owner, kind, amount)
    where m.payment = p.id and m.stands
    group by v.owner, m.asset, v.kind;
end $$;
