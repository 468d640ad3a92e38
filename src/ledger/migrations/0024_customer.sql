-- Whoever a payment was ever found to belong to; nobody is one while the owner is in suspense.
create table ledger.customer (
  owner          text primary key,
  -- Of the payment that first named them, and the event that did; an order registered ahead has none.
  account        text not null,
  endpoint       text,
  event_key      text,
  first_seen_at  timestamptz not null default now(),
  -- Their personal data was erased last.
  erased_at      timestamptz
);

insert into ledger.customer (owner, account, endpoint, event_key, first_seen_at)
  select distinct on (p.owner) p.owner, p.account, f.endpoint, f.event_key, p.created_at
  from ledger.payment p
  left join lateral (
    select endpoint, event_key from ledger.payment_fact f
    where f.payment = p.id and f.owner = p.owner order by stated_at, endpoint, event_key limit 1
  ) f on true
  where p.owner is not null and p.owner not like 'suspense:%' and p.merged_into is null
  order by p.owner, p.created_at, p.id;
