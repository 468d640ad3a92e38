-- Another wallet for a mint that no transaction can carry any more, or none has carried yet; and off it goes again.
create or replace function mint.amend_wallet(p_mint_id text, p_recipient text) returns void language plpgsql as $$
declare
  m constant mint.mint := mint.lock_unbound(p_mint_id);
begin
  update mint.mint set recipient = p_recipient, status = 'requested', problem_code = null, problem = null,
    reverts = 0, updated_at = now() where mint_id = m.mint_id;
end $$;
