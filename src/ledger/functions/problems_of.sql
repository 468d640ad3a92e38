-- What a person must look at now, as the payment stands. `subject` tells apart problems of one code.
create or replace function ledger.problems_of(p ledger.payment, o ledger."order")
returns table (code text, subject text, message text) language plpgsql as $$
begin
  if p.value = 'credit' and p.paid > 0 and p.owner = 'suspense:' || p.account then
    return query select 'OWNER_UNKNOWN', '', format('payment %s of account %s names nobody to credit: %s %s (minor units) '
      'wait at %s; amend owner', p.payment_id, p.account, p.paid, p.asset, p.owner);
  end if;
  if p.paid > 0 and p.refund_target + p.disputes_lost > p.paid then
    return query select 'REFUND_EXCEEDS_PAYMENT', '', format('payment %s of account %s: %s of %s %s (minor units) are '
      'stated as refunded or lost; no more than was paid is taken back', p.payment_id, p.account,
      p.refund_target + p.disputes_lost, p.paid, p.asset);
  end if;
  return query select 'EFFECT_CONFLICT', concat_ws(':', f.endpoint, f.event_key), format('payment %s of account %s is in %s, '
    'event %s of endpoint %s speaks of %s: its figure was left out', p.payment_id, p.account, p.asset, f.event_key,
    f.endpoint, f.asset)
    from ledger.payment_fact f
    where f.payment = p.id and f.type in ('refund_target', 'refund_failed', 'dispute') and f.asset <> p.asset;
  if exists (
    select 1 from ledger.payment_fact f
    where f.payment = p.id and f.type = 'money' and f.at > p.word_at
      and (p.settlement_word, f.fact->>'state' = 'gone', p.money = 'gone') in (('confirm', true, true), ('reverse', false, false))
  ) then
    return query select 'EFFECT_CONFLICT', 'operator', format('payment %s of account %s is %s on chain, after an operator '
      'said %s: the operator''s word holds; say confirm or reverse again, or skip', p.payment_id, p.account, p.money,
      p.settlement_word);
  end if;
  if p.paid = 0 or p.order_reference is null then
    return;
  end if;
  if exists (
    select 1 from ledger.payment q
    where q.account = p.account and q.order_reference = p.order_reference and q.merged_into is null
      and q.paid > 0 and q.paid_sequence < p.paid_sequence and ledger.matches_order(q, o)
  ) then
    return query select 'ORDER_ALREADY_PAID', '', format('order %s of account %s was paid before payment %s: it is credited '
      'all the same; refund it, or amend orderReference', p.order_reference, p.account, p.payment_id);
  elsif not ledger.matches_order(p, o) then
    return query select 'ORDER_AMOUNT_MISMATCH', '', format('payment %s of account %s is %s %s, order %s is registered with '
      '%s %s (minor units): credited, the order is not paid; register the order again and retry, or amend '
      'orderReference', p.payment_id, p.account, p.amount, p.asset, p.order_reference, o.amount, o.asset);
  end if;
end $$;
