-- Locks a mint that no live transaction carries.
create or replace function mint.lock_unbound(p_mint_id text) returns mint.mint language plpgsql as $$
declare
  m mint.mint;
begin
  select * into m from mint.mint where mint_id = p_mint_id for update;
  if not found then
    perform mint.refuse('INVALID_DECISION', format('mint %s was never asked for', p_mint_id));
  end if;
  if m.status not in ('requested', 'parked')
      or exists (select from mint.mint_tx where mint_id = p_mint_id and released_at is null) then
    perform mint.refuse('INVALID_DECISION', format(
      'mint %s is %s: a transaction that carries it is out, or it is done', p_mint_id, m.status));
  end if;
  return m;
end $$;
