-- Spendable: what is available, and of the pending what its payments' policy lets be spent.
-- Minted tokens are in their wallet, not here.
create or replace function ledger.balances_of(p_owner text)
returns table (asset text, available numeric, pending numeric, held numeric, spendable numeric)
language plpgsql as $$
begin
  return query
    with spendable as (
      select b.asset, sum(b.amount) as amount
      from ledger.payment_books b join ledger.payment p on p.id = b.payment
      where b.owner = p_owner and b.kind = 'pending' and p.pending_is_spendable
      group by b.asset
    ), balances as (
      select a.asset, coalesce(sum(b.amount) filter (where a.kind = 'available'), 0) as available,
        coalesce(sum(b.amount) filter (where a.kind = 'pending'), 0) as pending,
        coalesce(sum(b.amount) filter (where a.kind = 'held'), 0) as held
      from ledger.account a join ledger.balance b on b.account_id = a.id
      where a.owner = p_owner and a.kind <> 'minted'
      group by a.asset
    )
    select l.asset, l.available, l.pending, l.held, l.available + coalesce(s.amount, 0)
    from balances l left join spendable s on s.asset = l.asset
    order by l.asset;
end $$;
