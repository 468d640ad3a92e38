-- Of the effect in the ledger that a mint is.
create or replace function mint.effect_key_of(m mint.mint) returns text language plpgsql immutable as $$
begin
  return ledger.effect_key(m.account, m.payment_id, 'mint', '{}');
end $$;
