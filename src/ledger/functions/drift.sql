-- Empty, or something is wrong: balances, payments' books and mints against the entries, every
-- asset against zero.
create or replace view ledger.drift as
  select 'balance' as what, concat_ws('/', a.owner, a.asset, a.kind) as subject, b.amount::numeric as stated,
    coalesce(sum(e.amount), 0) as from_entries
  from ledger.balance b
  join ledger.account a on a.id = b.account_id
  left join ledger.entry e on e.account_id = b.account_id
  group by a.owner, a.asset, a.kind, b.amount
  having b.amount <> coalesce(sum(e.amount), 0)
union all
  select 'payment', concat_ws('/', payment, owner, asset, kind), coalesce(b.amount, 0), coalesce(e.amount, 0)
  from ledger.payment_books b
  full join (
    select coalesce(p.merged_into, p.id) as payment, a.owner, a.asset, a.kind, sum(e.amount) as amount
    from ledger.entry e
    join ledger.transfer t on t.id = e.transfer_id
    join ledger.payment p on p.id = t.payment
    join ledger.account a on a.id = e.account_id
    group by coalesce(p.merged_into, p.id), a.owner, a.asset, a.kind
  ) e using (payment, owner, asset, kind)
  where coalesce(b.amount, 0) <> coalesce(e.amount, 0)
union all
  select 'mint', concat_ws('/', payment, owner, asset), coalesce(m.amount, 0), coalesce(e.amount, 0)
  from (
    select payment, 'wallet:' || wallet as owner, asset, sum(amount) as amount
    from ledger.payment_mint where stands group by payment, wallet, asset
  ) m
  full join (
    select coalesce(p.merged_into, p.id) as payment, a.owner, a.asset, sum(e.amount) as amount
    from ledger.account a
    join ledger.entry e on e.account_id = a.id
    join ledger.transfer t on t.id = e.transfer_id
    join ledger.payment p on p.id = t.payment
    where a.kind = 'minted' group by coalesce(p.merged_into, p.id), a.owner, a.asset
  ) e using (payment, owner, asset)
  where coalesce(m.amount, 0) <> coalesce(e.amount, 0)
union all
  select 'asset', asset, 0, sum(amount) from ledger.entry group by asset having sum(amount) <> 0;
