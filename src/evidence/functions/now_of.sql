-- How things stand, which changes: the fold, what it is the fold of, and the states of what is under way. A payment that
-- no books know yet is null.
create or replace function evidence.now_of(p ledger.payment, p_events bigint[], p_mints text[]) returns jsonb
language plpgsql stable as $$
begin
  return jsonb_build_object(
    'payment', ledger.read_payment(p.account, p.payment_id) - '{postings,events,effects}'::text[],
    'facts', evidence.facts_of(p.id),
    'events', (
      select coalesce(jsonb_agg(jsonb_build_object('event', e.id::text, 'state', e.state, 'deliveries', e.deliveries,
        'processedAt', evidence.moment(e.processed_at), 'amendment', e.amendment) order by e.id), '[]')
      from inbox.event e where e.id = any(p_events)),
    'effects', (
      select coalesce(jsonb_agg(jsonb_build_object('key', f.key, 'state', f.state, 'result', f.result)
        order by f.claimed_at, f.key), '[]')
      from ledger.effect f where f.payment = p.id),
    'mints', evidence.mints_now(p_mints),
    'deliveries', (
      select coalesce(jsonb_agg(jsonb_build_object('key', m.key, 'topic', m.topic, 'state', m.state,
        'because', m.because, 'attempts', m.attempts) order by m.sequence), '[]')
      from ledger.effect f join delivery.message m on m.key = f.key where f.payment = p.id));
end $$;
