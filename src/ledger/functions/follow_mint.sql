-- The effect after its mint: it shows the transaction the tokens are in now. One that was done, and that the chain took
-- back and did not take again, is claimed once more, and its event is unfinished: started again, it asks a person.
create or replace function ledger.follow_mint(m jsonb) returns void language plpgsql as $$
declare
  v_key constant text := ledger.effect_key(m->>'account', m->>'paymentId', 'mint', '{}');
begin
  if (m->>'stands')::boolean and m ? 'txHash' then
    update ledger.effect set result = result || jsonb_build_object('txHash', m->'txHash')
      where key = v_key and state = 'done' and result->>'txHash' <> m->>'txHash';
  elsif (m->>'isStopped')::boolean then
    with reopened as (
      update ledger.effect set state = 'claimed', result = null, done_at = null
        where key = v_key and state = 'done' returning endpoint, event_key
    )
    update inbox.event e set state = 'received', processed_at = null from reopened r
      where (e.endpoint, e.event_key) = (r.endpoint, r.event_key) and e.state = 'fulfilled';
  end if;
end $$;
