-- The first payment that names an owner makes them a customer. Last of what a transaction writes: two that meet somebody
-- at once wait for each other here, holding nothing the other still needs.
create or replace function ledger.meet_customer(p ledger.payment, s jsonb) returns void language plpgsql as $$
begin
  insert into ledger.customer (owner, account, endpoint, event_key)
    select p.owner, p.account, s->>'endpoint', s->>'eventKey'
    where p.owner not like 'suspense:%'
    on conflict do nothing;
end $$;
