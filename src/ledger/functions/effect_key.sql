-- The same spelling as effectKey in src/domain/ids.ts; a test holds the two together.
create or replace function ledger.effect_key(p_account text, p_payment_id text, p_effect text, p_what text[])
returns text language plpgsql immutable as $$
begin
  return (
    select string_agg(ledger.id_part(part), ':' order by n)
    from unnest(array[p_account, p_payment_id, p_effect] || p_what) with ordinality x (part, n)
  );
end $$;
