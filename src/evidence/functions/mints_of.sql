-- The mints that were asked for under any of these names.
create or replace function evidence.mints_of(p_account text, p_names text[]) returns text[] language plpgsql stable as $$
begin
  return array(select mint_id from mint.mint where account = p_account and payment_id = any(p_names));
end $$;
