-- A parked mint is tried again. One that is on its way, or done, stays as it is.
create or replace function mint.resume(p_mint_id text) returns void language plpgsql as $$
begin
  if exists (select from mint.mint where mint_id = p_mint_id and status <> 'parked') then
    return;
  end if;
  perform mint.lock_unbound(p_mint_id);
  update mint.mint set status = 'requested', problem_code = null, problem = null, reverts = 0, updated_at = now()
    where mint_id = p_mint_id and status = 'parked';
end $$;
