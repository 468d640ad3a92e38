-- A paid payment against its order: the surplus is whichever payment came in after another that pays the order,
-- also one that is refunded by now: whether it pays the order anew is a person's to say. Each by itself, for one
-- that was skipped must not hide the other.
create or replace function ledger.order_problems_of(p ledger.payment, o ledger."order")
returns table (code text, subject text, message text) language plpgsql as $$
declare
  v_payment constant text := format('payment %s of account %s', p.payment_id, p.account);
begin
  if exists (
    select 1 from ledger.payment q
    where q.account = p.account and q.order_reference = p.order_reference and q.merged_into is null
      and q.paid > 0 and q.paid_sequence < p.paid_sequence and ledger.matches_order(q, o)
  ) then
    return query select 'ORDER_ALREADY_PAID', '', format(
      '%s came when order %s was paid already (it is %s now): it is credited all the same; refund it, or amend '
      'orderReference', v_payment, p.order_reference, o.status);
  end if;
  if not ledger.matches_order(p, o) then
    return query select 'ORDER_AMOUNT_MISMATCH', '', format(
      '%s is %s %s, order %s is registered with %s %s (minor units): it is credited, but does not pay the order; '
      'register the order again and retry, or amend orderReference',
      v_payment, p.amount, p.asset, p.order_reference, o.amount, o.asset);
  end if;
end $$;
