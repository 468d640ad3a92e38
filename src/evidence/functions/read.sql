-- The evidence of a payment, by any of its names, all of it of one moment. Out: `Gathered` of src/evidence/gather.ts.
create or replace function evidence.read(p_account text, p_ref text) returns jsonb language plpgsql stable as $$
declare
  p ledger.payment;
  v_events bigint[];
  v_workflows text[];
begin
  select q.* into p from ledger.payment_ref r join ledger.payment q on q.id = r.payment
    where r.account = p_account and r.ref = p_ref;
  if not found then
    return null;
  end if;
  v_events := evidence.events_of(p.id);
  v_workflows := evidence.workflows_of(p.id, v_events);
  return jsonb_build_object(
    'id', p.id::text, 'account', p.account, 'paymentId', p.payment_id,
    'entries', (
      select coalesce(jsonb_agg(jsonb_build_object('id', e.id, 'kind', e.kind, 'at', evidence.moment(e.at),
        'data', e.data)), '[]')
      from evidence.entries_of(p.id, v_events, v_workflows) e),
    'requests', evidence.requests_of(v_events),
    'workflows', evidence.workflows_seen(p.id, v_events, v_workflows),
    'now', evidence.now_of(p, v_events));
end $$;
