-- As claim_effect, for what is told of a subscription: no payment is locked, the key alone tells it apart.
create or replace function ledger.claim_subscription_effect(c jsonb) returns jsonb language plpgsql as $$
declare
  v_what constant text[] := array(select jsonb_array_elements_text(c->'what'));
  v_key constant text := ledger.effect_key(c->>'account', c->>'subscriptionId', c->>'effect', v_what);
  e ledger.effect;
begin
  insert into ledger.effect (key, account, payment_id, effect, what, endpoint, event_key)
    values (v_key, c->>'account', c->>'subscriptionId', c->>'effect',
      (select string_agg(ledger.id_part(part), ':' order by n) from unnest(v_what) with ordinality x (part, n)),
      c->>'endpoint', c->>'eventKey')
    on conflict (key) do nothing;
  select * into strict e from ledger.effect where key = v_key;
  return jsonb_build_object(
    'key', e.key, 'account', e.account, 'paymentId', e.payment_id, 'result', e.result,
    'state', case
      when e.state = 'claimed' and (e.endpoint, e.event_key) <> (c->>'endpoint', c->>'eventKey') then 'elsewhere'
      else e.state
    end
  );
end $$;
