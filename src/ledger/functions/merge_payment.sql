-- The younger row becomes another name of the older: names, facts, effects, mints, problems and books move.
-- What the union says is posted afterwards, as for any fact; access is given anew.
create or replace function ledger.merge_payment(p_older bigint, p_younger bigint) returns void
language plpgsql as $$
begin
  update ledger.payment_ref set payment = p_older where payment = p_younger;
  update ledger.payment_fact set payment = p_older where payment = p_younger;
  update ledger.effect set payment = p_older where payment = p_younger;
  update ledger.payment_mint set payment = p_older where payment = p_younger;
  delete from ledger.access where payment = p_younger;
  update ledger.deposit set payment = p_older where payment = p_younger
    and not exists (select 1 from ledger.deposit where payment = p_older);
  delete from ledger.deposit where payment = p_younger;
  update ledger.payment_problem y set closed_at = now() where y.payment = p_younger and y.closed_at is null
    and exists (
      select 1 from ledger.payment_problem o
      where o.payment = p_older and o.closed_at is null and (o.code, o.subject) = (y.code, y.subject)
    );
  update ledger.payment_problem set payment = p_older where payment = p_younger;
  insert into ledger.payment_books as b (payment, owner, asset, kind, amount)
    select p_older, owner, asset, kind, amount from ledger.payment_books where payment = p_younger
    on conflict (payment, owner, asset, kind) do update set amount = b.amount + excluded.amount;
  delete from ledger.payment_books where payment = p_younger;
  -- What the younger paid of another order gives the older no place in its own.
  update ledger.payment o set has_grants = o.has_grants or y.has_grants, has_mints = o.has_mints or y.has_mints,
      paid_sequence = case when o.order_reference is not distinct from y.order_reference
        then least(o.paid_sequence, y.paid_sequence) else o.paid_sequence end
    from ledger.payment y
    where o.id = p_older and y.id = p_younger;
  update ledger.payment set merged_into = p_older, money = null, paid = 0, returned = 0, held = 0,
    order_reference = null, tx_hash = null, updated_at = now()
    where id = p_younger;
  update ledger.payment set merged_into = p_older where merged_into = p_younger;
end $$;
