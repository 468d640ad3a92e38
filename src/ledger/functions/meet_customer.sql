-- The first event that names an owner makes them a customer. Last of what a transaction writes: two that meet somebody
-- at once wait for each other here, holding nothing the other still needs.
create or replace function ledger.meet_customer(p_owner text, p_account text, p_endpoint text, p_event_key text)
returns void language sql as $$
  insert into ledger.customer (owner, account, endpoint, event_key)
    select p_owner, p_account, p_endpoint, p_event_key
    where p_owner not like 'suspense:%'
    on conflict do nothing
$$;
