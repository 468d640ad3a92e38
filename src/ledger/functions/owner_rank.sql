-- OWNER_RANKS of src/domain/owner.ts; a test holds the two together.
create or replace function ledger.owner_rank(p_source text) returns smallint language sql immutable as $$
  select case p_source
    when 'suspense' then 0 when 'email' then 1 when 'customer' then 2 when 'wallet' then 3
    when 'user' then 4 when 'order' then 5 when 'amend' then 6
  end::smallint
$$;
