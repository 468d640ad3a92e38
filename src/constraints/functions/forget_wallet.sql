-- Takes back what every API said of a wallet, in small letters, also what it says until this is committed. How many answers
-- there were that still held.
create or replace function constraints.forget_wallet(p_wallet text) returns integer language sql as $$
  insert into constraints.forgotten (user_address) values (p_wallet);
  with gone as (
    delete from constraints.answer where user_address = p_wallet returning expires_at > now() as held
  ), noted as (
    insert into constraints.invalidation (actor, user_digest, entries)
      select 'quittance', encode(sha256(convert_to(p_wallet, 'UTF8')), 'hex'), count(*) filter (where held)
      from gone having count(*) > 0
      returning entries
  )
  select coalesce((select entries from noted), 0)
$$;
