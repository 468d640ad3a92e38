-- Empty, or something is wrong: balances and payments' books against the entries, every asset against zero.
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
  select 'asset', asset, 0, sum(amount) from ledger.entry group by asset having sum(amount) <> 0;
