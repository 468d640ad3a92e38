-- Where the money of a payment stands, by any of its names. Out: `Settlement` of src/ledger/settlement.ts.
create or replace function ledger.read_settlement(p_account text, p_ref text) returns jsonb
language plpgsql as $$
begin
  return (
    select jsonb_build_object(
      'account', p.account, 'paymentId', p.payment_id, 'value', p.value, 'money', p.money,
      'generation', p.generation, 'paid', p.paid::text, 'settled', p.settled, 'word', p.settlement_word,
      'isHeld', coalesce(p.hold_word = 'hold', false), 'amount', p.amount::text, 'asset', p.asset,
      'network', p.network, 'txHash', p.tx_hash, 'block', p.block, 'pendingSince', ledger.iso(p.paid_at)
    )
    from ledger.payment_ref r join ledger.payment p on p.id = r.payment
    where r.account = p_account and r.ref = p_ref
  );
end $$;
