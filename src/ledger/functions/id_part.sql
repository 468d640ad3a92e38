-- The same spelling as idPart in src/domain/ids.ts; a test holds the two together.
create or replace function ledger.id_part(p_part text) returns text language sql immutable as $$
  select case
    when p_part ~ '^[A-Za-z0-9._-]{1,100}$' and p_part not in ('.', '..') then p_part
    else '~' || left(encode(sha256(convert_to(p_part, 'UTF8')), 'hex'), 32)
  end
$$;
