create or replace function ledger.read_customer(p_owner text) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'owner', c.owner, 'account', c.account, 'firstSeenAt', ledger.iso(c.first_seen_at),
    'firstEvent', case when c.event_key is not null
      then jsonb_build_object('endpoint', c.endpoint, 'eventKey', c.event_key) end,
    'erasedAt', ledger.iso(c.erased_at)
  )
  from ledger.customer c where c.owner = p_owner
$$;
