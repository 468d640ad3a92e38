-- One event states one fact about one payment, and the books follow: all in one round trip, or nothing.
-- The same statement again changes nothing; in whatever order statements come, the books come out the same.
-- In: `Statement` of src/domain/fact.ts. Out: `StatedBooks` of src/domain/books.ts.
create or replace function ledger.state_fact(
  s jsonb, p_finish boolean default false, p_lock_timeout_ms integer default null, p_workflow_id text default null
) returns jsonb language plpgsql as $$
declare
  j record;
  b record;
begin
  if p_lock_timeout_ms is not null then
    perform set_config('lock_timeout', p_lock_timeout_ms::text, true);
  end if;
  perform ledger.lock_identities(s);
  perform ledger.refuse_outdated(s);
  select * into j from ledger.join_payments(s);
  perform ledger.store_fact(s, j.p_payment);
  if j.p_left is not null then
    perform ledger.rebook(j.p_left, '{}', '{}');
  end if;
  select * into b from ledger.rebook(j.p_payment, j.p_references, s);
  p_finish := p_finish and b.p_problems = '[]';
  if p_finish then
    -- What earlier runs of this workflow waited for; an original that waits beside its copy waits on.
    update inbox.park set closed_at = now() where workflow_id = p_workflow_id and closed_at is null;
    update inbox.event set state = 'fulfilled', processed_at = now()
      where endpoint = s->>'endpoint' and event_key = s->>'eventKey' and state <> 'fulfilled';
  end if;
  return jsonb_build_object(
    'account', (b.p).account, 'paymentId', (b.p).payment_id, 'owner', (b.p).owner,
    'orderReference', (b.p).order_reference, 'orderStatus', b.p_status, 'generation', (b.p).generation,
    'transferId', b.p_transfer, 'problems', b.p_problems, 'finished', p_finish
  );
end $$;
