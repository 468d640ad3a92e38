-- What a person must look at now, as the payment stands. `subject` tells apart problems of one code.
create or replace function ledger.problems_of(p ledger.payment, o ledger."order")
returns table (code text, subject text, message text) language plpgsql as $$
declare
  v_payment constant text := format('payment %s of account %s', p.payment_id, p.account);
begin
  if p.value = 'credit' and p.paid > 0 and p.owner = 'suspense:' || p.account then
    return query select 'OWNER_UNKNOWN', '', format(
      '%s names nobody to credit: %s %s (minor units) wait at %s; amend owner',
      v_payment, p.paid, p.asset, p.owner);
  end if;
  if p.paid > 0 and p.refund_target + p.disputes_lost > p.paid then
    return query select 'REFUND_EXCEEDS_PAYMENT', '', format(
      '%s: %s of %s %s (minor units) are stated as refunded or lost; no more than was paid is taken back',
      v_payment, p.refund_target + p.disputes_lost, p.paid, p.asset);
  end if;
  if p.has_mints then
    return query select * from ledger.mint_problems_of(p);
  end if;
  return query
    select 'EFFECT_CONFLICT', concat_ws(':', f.endpoint, f.event_key), format(
      '%s is in %s, event %s of endpoint %s speaks of %s: its figure was left out',
      v_payment, p.asset, f.event_key, f.endpoint, f.asset)
    from ledger.payment_fact f
    where f.payment = p.id and f.type in ('refund_target', 'refund_failed', 'dispute') and f.asset <> p.asset;
  if p.settlement_word is not null and exists (
    select 1 from ledger.payment_fact f
    where f.payment = p.id and f.type = 'money' and f.at > p.word_at
      and (p.settlement_word, f.fact->>'state' = 'gone', p.money = 'gone')
        in (('confirm', true, true), ('reverse', false, false))
  ) then
    return query select 'EFFECT_CONFLICT', 'operator', format(
      '%s is %s on chain after an operator said %s: that word holds; say it again, or the other, or skip',
      v_payment, p.money, p.settlement_word);
  end if;
  if p.paid > 0 and p.order_reference is not null then
    return query select * from ledger.order_problems_of(p, o);
  end if;
end $$;
