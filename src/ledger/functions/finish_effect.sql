-- What is done stays done, with its first result; but the transaction of a mint may be mined again as another one.
-- What was done after all outranks that it was skipped. Nothing is skipped that the outbox may still mint.
create or replace function ledger.finish_effect(p_key text, p_state text, p_result jsonb) returns void
language plpgsql as $$
declare
  e ledger.effect;
begin
  select * into strict e from ledger.effect where key = p_key for no key update;
  if (e.effect, p_state) = ('mint', 'skipped') and exists (
    select 1 from mint.mint m
    where (m.account, m.payment_id) = (e.account, e.payment_id) and m.status not in ('parked', 'conflict')
  ) then
    perform ledger.refuse('INVALID_DECISION', format(
      'payment %s of account %s may be minted on the chain yet: set MINTER=chain, then skip',
      e.payment_id, e.account));
  end if;
  if e.state = 'claimed' or (e.state = 'skipped' and p_state = 'done') then
    update ledger.effect set state = p_state, result = p_result, done_at = now() where key = p_key;
  elsif e.effect = 'mint' and (e.state, p_state) = ('done', 'done') and p_result ? 'txHash' then
    update ledger.effect set result = result || jsonb_build_object('txHash', p_result->'txHash') where key = p_key;
  end if;
end $$;
