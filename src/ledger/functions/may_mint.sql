-- Whether a mint that nobody has claimed may be: false while its money is not confirmed, not there or held.
-- Refuses what must not be minted at all.
create or replace function ledger.may_mint(p ledger.payment) returns boolean language plpgsql as $$
begin
  if p.value = 'credit' then
    perform ledger.refuse('EFFECT_CONFLICT', format(
      'payment %s of account %s is credited: it is not minted as well; skip the mint, or amend the payment',
      p.payment_id, p.account));
  end if;
  if ledger.is_contested(p) then
    perform ledger.refuse('REFUND_OF_MINTED', format(
      'payment %s of account %s is refunded or disputed (%s of %s %s in minor units): it is not minted; skip the '
      'mint, or retry when the refund has failed or the dispute is won',
      p.payment_id, p.account, p.refund_target + p.disputes_lost + p.disputes_open, p.amount, p.asset));
  end if;
  return coalesce(p.value = 'mint' and p.paid > 0 and p.settled and p.hold_word is distinct from 'hold', false);
end $$;
