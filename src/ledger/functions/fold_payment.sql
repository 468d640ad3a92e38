-- The payment as its facts and its order make it. Refuses what cannot be true; writes nothing.
create or replace function ledger.fold_payment(p ledger.payment, o ledger."order") returns ledger.payment
language plpgsql as $$
begin
  p := ledger.fold_money(p, o);
  if p.has_mints and p.value = 'credit' and exists (select 1 from ledger.live_mints(p.id)) then
    perform ledger.refuse('EFFECT_CONFLICT', format(
      'payment %s of account %s is minted: it is not credited as well; nothing was applied',
      p.payment_id, p.account));
  end if;
  p := ledger.fold_refunds(p);
  p := ledger.fold_disputes(p);
  p := ledger.fold_words(p);
  p := ledger.fold_totals(p);
  if o.owner is not null and coalesce(p.owner_rank, 0) <= ledger.owner_rank('order') then
    p.owner := o.owner;
    p.owner_rank := ledger.owner_rank('order');
  end if;
  if p.owner is null and p.amount is not null then
    p.owner := 'suspense:' || p.account;
    p.owner_rank := ledger.owner_rank('suspense');
  end if;
  return p;
end $$;
