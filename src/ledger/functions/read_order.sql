-- The payment shown is the one that pays the order, else the newest that names it.
create or replace function ledger.read_order(p_account text, p_reference text) returns jsonb
language plpgsql as $$
begin
  return (
    select jsonb_build_object(
      'account', o.account, 'reference', o.reference, 'status', o.status, 'settled', o.settled,
      'paidAt', ledger.iso(o.paid_at), 'txHash', p.tx_hash, 'paymentId', p.payment_id,
      'amount', coalesce(o.amount, p.amount)::text, 'asset', coalesce(o.asset, p.asset),
      'owner', coalesce(o.owner, p.owner)
    )
    from ledger."order" o
    left join lateral (
      select q.* from ledger.payment q
      where q.account = o.account and q.order_reference = o.reference and q.merged_into is null
      order by q.id = o.payment desc nulls last, q.id desc limit 1
    ) p on true
    where o.account = p_account and o.reference = p_reference
  );
end $$;
