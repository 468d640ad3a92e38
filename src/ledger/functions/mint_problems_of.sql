-- Tokens cannot be taken back: where the money was, or where one payment has two mints, a person decides.
create or replace function ledger.mint_problems_of(p ledger.payment)
returns table (code text, subject text, message text) language plpgsql as $$
declare
  v_payment constant text := format('payment %s of account %s', p.payment_id, p.account);
  v_mints constant text[] := array(select key from ledger.live_mints(p.id) order by key);
begin
  if v_mints = '{}' then
    return;
  end if;
  if p.paid = 0 or ledger.is_contested(p) then
    return query select 'REFUND_OF_MINTED', '', format(
      '%s is minted (%s), and %s: no token is taken back; see to it, then skip', v_payment, v_mints[1],
      case when p.paid = 0 then 'its money is gone' else format(
        '%s of %s %s (minor units) are refunded or disputed',
        p.refund_target + p.disputes_lost + p.disputes_open, p.amount, p.asset) end);
  end if;
  if cardinality(v_mints) > 1 then
    return query select 'EFFECT_CONFLICT', 'mint', format(
      '%s is minted under two of its names (%s): see which of them are on chain, then skip',
      v_payment, array_to_string(v_mints, ', '));
  end if;
end $$;
