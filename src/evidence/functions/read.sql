-- The evidence of a payment, by any of its names, all of it of one moment. What is parked before its books know it is
-- known by its events. Out: `Gathered` of src/evidence/gather.ts.
create or replace function evidence.read(p_account text, p_ref text) returns jsonb language plpgsql stable as $$
declare
  p ledger.payment;
  v_names text[];
  v_events bigint[];
  v_workflows text[];
  v_mints text[];
begin
  select q.* into p from ledger.payment_ref r join ledger.payment q on q.id = r.payment
    where r.account = p_account and r.ref = p_ref;
  v_names := case when p.id is null then array[p_ref]
    else array(select ref from ledger.payment_ref where payment = p.id order by ref collate "C") end;
  v_events := evidence.events_of(p_account, v_names, p.id);
  if p.id is null and v_events = '{}' then
    return null;
  end if;
  v_workflows := evidence.workflows_of(p_account, v_names, v_events);
  v_mints := evidence.mints_of(p_account, v_names);
  return jsonb_build_object(
    'account', p_account, 'paymentId', coalesce(p.payment_id, p_ref), 'names', v_names,
    'entries', (
      select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'at', evidence.moment(e.at),
        'data', e.data)), '[]')
      from evidence.entries_of(p.id, v_events, v_workflows, v_mints) e),
    'requests', evidence.requests_of(v_events),
    'workflows', evidence.workflows_seen(p.id, v_events, v_workflows, v_mints),
    'now', evidence.now_of(p, v_events, v_mints));
end $$;
