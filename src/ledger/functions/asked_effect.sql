-- The row a claim asks for, as it would be written.
create or replace function ledger.asked_effect(p ledger.payment, c jsonb) returns ledger.effect
language plpgsql as $$
declare
  v_what constant text[] := array(select jsonb_array_elements_text(c->'what'));
  e ledger.effect;
begin
  e.key := ledger.effect_key(p.account, p.payment_id, c->>'effect', v_what);
  e.account := p.account;
  e.payment := p.id;
  e.payment_id := p.payment_id;
  e.effect := c->>'effect';
  e.what := (
    select string_agg(ledger.id_part(part), ':' order by n) from unnest(v_what) with ordinality x (part, n)
  );
  e.content_hash := case when e.effect = 'mint' then sha256(convert_to(c->>'content', 'UTF8')) end;
  e.minter := case when e.effect = 'mint' then c->>'minter' end;
  e.endpoint := c->>'endpoint';
  e.event_key := c->>'eventKey';
  e.state := 'claimed';
  e.claimed_at := now();
  return e;
end $$;
