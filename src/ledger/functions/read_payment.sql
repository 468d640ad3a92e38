-- A payment by any of its names, with what was posted and done for it and the events that speak of it.
create or replace function ledger.read_payment(p_account text, p_ref text) returns jsonb
language plpgsql as $$
declare
  p ledger.payment;
begin
  select q.* into p from ledger.payment_ref r join ledger.payment q on q.id = r.payment
    where r.account = p_account and r.ref = p_ref;
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'account', p.account, 'paymentId', p.payment_id, 'status', ledger.status_of(p), 'settled', p.settled,
    'network', p.network, 'txHash', p.tx_hash, 'asset', p.asset, 'amount', p.amount::text,
    'generation', p.generation, 'paid', p.paid::text, 'refunded', p.returned::text, 'held', p.held::text,
    'owner', p.owner, 'orderReference', p.order_reference,
    'postings', ledger.postings_of(p.id), 'effects', ledger.effects_of(p.id), 'events', ledger.events_of(p.id)
  );
end $$;
