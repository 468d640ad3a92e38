-- Keeps what this event states, in the place of what it stated before.
create or replace function ledger.store_fact(s jsonb, p_payment bigint) returns void language plpgsql as $$
begin
  insert into ledger.payment_fact (endpoint, event_key, payment, type, at, fact, amount, asset, payment_id,
    owner, owner_rank, order_reference, order_is_amended, is_deposit, pending_is_spendable,
    grants, grants_at_confirmed)
  values (s->>'endpoint', s->>'eventKey', p_payment, s#>>'{fact,type}', ledger.dated(s, p_payment), s->'fact',
    (s#>>'{fact,amount}')::numeric, s#>>'{fact,asset}', s->>'paymentId', s#>>'{owner,owner}',
    ledger.owner_rank(s#>>'{owner,source}'), s->>'orderReference', s ? 'orderIsAmended', s ? 'deposit',
    coalesce((s->>'pendingIsSpendable')::boolean, true), coalesce(s->'grants', '[]'), s ? 'grantsAt')
  on conflict (endpoint, event_key) do update set payment = excluded.payment, type = excluded.type,
    at = excluded.at, fact = excluded.fact, amount = excluded.amount, asset = excluded.asset,
    payment_id = excluded.payment_id, owner = excluded.owner, owner_rank = excluded.owner_rank,
    order_reference = excluded.order_reference, order_is_amended = excluded.order_is_amended,
    is_deposit = excluded.is_deposit,
    pending_is_spendable = excluded.pending_is_spendable, grants = excluded.grants,
    grants_at_confirmed = excluded.grants_at_confirmed, stated_at = now();
end $$;
