-- The mints of a transaction stand where it stands, unless the contract did something else with them.
create or replace function mint.show(p_tx bigint, p_state text) returns void language plpgsql as $$
begin
  update mint.mint m set status = s.status, problem_code = s.code, problem = s.problem, updated_at = now()
  from mint.mint_tx b, lateral (
    select case
        when b.outcome in ('minted', 'skipped') then p_state
        when b.outcome = 'conflict' then 'conflict'
        when b.outcome in ('refused', 'absent') then 'parked'
        else 'reserved' end as status,
      case b.outcome when 'conflict' then 'EFFECT_CONFLICT' when 'refused' then 'MINT_REFUSED'
        when 'absent' then 'MINT_REFUSED' end as code,
      case b.outcome
        when 'conflict' then 'its id was used on chain before, for another wallet or amount'
        when 'refused' then 'the contract refused it: no wallet, or no amount'
        when 'absent' then 'its transaction succeeded, but the contract said nothing of it: is it the right contract?'
        end as problem) s
  where b.tx = p_tx and b.released_at is null and m.mint_id = b.mint_id
    and (m.status, m.problem) is distinct from (s.status, s.problem);
  if p_state = 'final' then
    update mint.mint_tx set released_at = now()
      where tx = p_tx and released_at is null and outcome in ('refused', 'absent');
  end if;
end $$;
