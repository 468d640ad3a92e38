-- The newest cumulative figure, the larger at equal times, less each refund that failed at or after that
-- time. Figures in another asset than the payment's stay outside.
create or replace function ledger.fold_refunds(p ledger.payment) returns ledger.payment language plpgsql as $$
declare
  v_target numeric;
  v_at timestamptz;
begin
  select amount, at into v_target, v_at from ledger.payment_fact
    where payment = p.id and type = 'refund_target' and asset = p.asset
    order by at desc, amount desc limit 1;
  p.refund_target := coalesce(v_target, 0);
  if v_target is null then
    return p;
  end if;
  select greatest(0, v_target - coalesce(sum(amount), 0)) into p.refund_target
    from (
      select distinct on (fact->>'refundId') amount, at from ledger.payment_fact
      where payment = p.id and type = 'refund_failed' and asset = p.asset
      order by fact->>'refundId', at, amount desc
    ) failed
    where failed.at >= v_at;
  return p;
end $$;
