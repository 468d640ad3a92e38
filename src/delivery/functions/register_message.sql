-- A message takes its place among those of the same payment, once; again it is found where it stands.
create or replace function delivery.register_message(
  p_key text, p_account text, p_subject text, p_topic text, p_now timestamptz
) returns setof delivery.message language plpgsql as $$
begin
  return query select * from delivery.message where key = p_key;
  if found then
    return;
  end if;
  perform pg_advisory_xact_lock(hashtextextended(jsonb_build_array('delivery', p_account, p_subject)::text, 0));
  insert into delivery.message (key, account, subject, topic, sequence, created_at, due_at)
    select p_key, p_account, p_subject, p_topic, coalesce(max(sequence), 0) + 1, p_now, p_now
    from delivery.message where account = p_account and subject = p_subject
    on conflict (key) do nothing;
  return query select * from delivery.message where key = p_key;
end $$;
