-- An event claims an effect before it is done: again after a crash, but never what another event claimed.
-- In: `EffectClaim`, out: `ClaimedEffect` of src/ledger/effects.ts.
create or replace function ledger.claim_effect(c jsonb) returns jsonb language plpgsql as $$
declare
  p constant ledger.payment := ledger.lock_named(c->>'account', c->>'paymentId');
  e ledger.effect := ledger.asked_effect(p, c);
  v_known constant ledger.effect := ledger.claimed_effect(e);
begin
  if v_known.key is not null then
    e := ledger.ask_minter(ledger.same_effect(v_known, e, c ? 'replaces'), e);
  elsif e.effect = 'mint' and not ledger.may_mint(p) then
    e.state := 'waiting';
  else
    insert into ledger.effect select e.*;
    update ledger.payment set has_mints = true where id = p.id and e.effect = 'mint';
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'minter', e.minter,
    'isHeld', case when e.effect = 'mint' and p.hold_word = 'hold' then true end,
    'isContested', case when e.effect = 'mint' and (p.paid = 0 or ledger.is_contested(p)) then true end
  )) || jsonb_build_object(
    'key', e.key, 'account', e.account, 'paymentId', e.payment_id, 'result', e.result,
    'state', case
      when e.state = 'claimed' and (e.endpoint, e.event_key) <> (c->>'endpoint', c->>'eventKey') then 'elsewhere'
      else e.state
    end
  );
end $$;
