-- What the merchant's app was told: the digest of the bytes, and each call that ended.
create or replace function evidence.delivered(p_payment bigint) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'delivery:' || m.key, 'delivery.composed', m.first_attempt_at, jsonb_build_object('key', m.key,
      'topic', m.topic, 'sequence', m.sequence, 'bodySha256', encode(sha256(convert_to(m.body, 'UTF8')), 'hex'))
    from ledger.effect f join delivery.message m on m.key = f.key
    where f.payment = p_payment and m.body is not null and m.first_attempt_at is not null;
  return query
    select 'delivery:' || a.key || ':' || a.n, 'delivery.tried', a.at, jsonb_build_object('key', a.key, 'n', a.n,
      'isRedelivery', a.is_redelivery, 'status', a.status, 'error', a.error, 'durationMs', a.duration_ms)
    from ledger.effect f join delivery.attempt a on a.key = f.key
    where f.payment = p_payment and (a.status is not null or a.error is not null);
end $$;
