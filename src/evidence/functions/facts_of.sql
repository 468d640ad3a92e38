-- What its events state of the payment as they were last carried out, and what was seen of it on chain.
create or replace function evidence.facts_of(p_payment bigint) returns jsonb language plpgsql stable as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('endpoint', f.endpoint, 'eventKey', f.event_key,
      'paymentId', f.payment_id, 'at', evidence.moment(f.at), 'statedAt', evidence.moment(f.stated_at), 'fact', f.fact,
      'owner', f.owner, 'orderReference', f.order_reference) order by f.stated_at, f.endpoint, f.event_key), '[]')
    from ledger.payment_fact f where f.payment = p_payment
  );
end $$;
