-- Whether an operator had the money of the payment of that name given back, and the books have not heard of it yet.
create or replace function ledger.refund_unheard(p_account text, p_name text) returns boolean language sql stable as $$
  select exists (
    select from ledger.payment_ref r join ledger.effect f on f.payment = r.payment
    where r.account = p_account and r.ref = p_name and f.effect = 'refund' and f.state = 'done'
      and not exists (
        select from ledger.payment_fact t where t.payment = r.payment and t.type in ('refund_target', 'refund_failed')
      )
  )
$$;
