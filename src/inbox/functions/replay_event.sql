-- Keeps what the event was, and has it done anew: all, or nothing. False: it was replayed meanwhile, by somebody else, or is
-- just being started, as it was.
-- `r`: `Replay` of src/inbox/replays.ts. Its workflow is started by who asks, or by whoever looks for lost ones: that is why it
-- counts as started long ago. What it had skipped it may do now.
create or replace function inbox.replay_event(p_event bigint, p_replays integer, r jsonb) returns boolean
language plpgsql as $$
declare
  v_works constant boolean := r#>>'{plan,type}' <> 'record';
  e inbox.event;
begin
  select * into e from inbox.event where id = p_event and replays = p_replays
    and not (state = 'received' and coalesce(claimed_until > now(), false)) for update;
  if not found then
    return false;
  end if;
  insert into inbox.replay (event_id, run_id, actor, reason, outcome, reverified,
    former_state, former_hash, former_event, former_plan)
  values (e.id, r->>'runId', r->>'actor', r->>'reason', case when v_works then 'planned' else 'recorded' end,
    r->>'reverified', e.state, e.event_hash, e.event, e.plan);
  update inbox.event set event = r->'event', plan = r->'plan', event_hash = r->>'eventHash',
      provider_type = r#>>'{event,providerType}', type = r#>>'{event,type}',
      payment_id = r#>>'{event,paymentId}', order_reference = r#>>'{event,orderReference}',
      livemode = (r#>>'{event,livemode}')::boolean,
      subjects = array(
        select unnest(e.subjects) union select jsonb_array_elements_text(r->'subjects') where e.erased_at is null
      ),
      state = case when v_works then 'received' else r#>>'{plan,state}' end, last_error = null,
      replays = replays + 1, taken_up_at = now(), processed_at = case when not v_works then now() end,
      started_at = case when v_works then least(started_at, now() - interval '10 minutes') else started_at end,
      claimed_until = now() + interval '1 minute'
    where id = e.id;
  if r ? 'contact' and e.erased_at is null then
    insert into inbox.contact (event_id, ciphertext) values (e.id, decode(r->>'contact', 'base64'))
      on conflict (event_id) do nothing;
  end if;
  if v_works then
    perform ledger.redo_skipped(e.endpoint, e.event_key,
      array(select distinct effect->>'type' from jsonb_array_elements(r#>'{plan,effects}') effect));
  end if;
  return true;
end $$;
