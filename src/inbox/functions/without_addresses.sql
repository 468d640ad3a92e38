-- Of JSON text too: what it takes out holds neither quotes nor what escapes them.
create or replace function inbox.without_addresses(p_text text) returns text language sql immutable as $$
  select regexp_replace(p_text, '[^"\\\s]*@[^"\\\s]*', '[address]', 'g')
$$;
