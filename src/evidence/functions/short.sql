-- One word for a key of several texts, which may hold anything.
create or replace function evidence.short(variadic p_parts text[]) returns text language sql immutable as $$
  select left(encode(sha256(convert_to(to_jsonb(p_parts)::text, 'UTF8')), 'hex'), 32)
$$;
