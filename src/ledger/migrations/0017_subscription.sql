-- A subscription: the fold of its facts (src/domain/subscription.ts), and what of it is looked for. Its access is in
-- ledger.access under the source subscription:<account>:<id>, written with it.
create table ledger.subscription (
  account text not null,
  subscription_id text not null,
  owner text not null,
  -- Its own first.
  products text[] not null,
  status text not null check (status in ('active', 'past_due', 'grace', 'cancelled', 'expired')),
  period_end timestamptz,
  access_from timestamptz,
  access_until timestamptz,
  cancel_at_period_end boolean not null,
  -- When it changes of itself; null: never more.
  due_at timestamptz,
  -- Occasions whose telling has begun.
  told text[] not null default '{}',
  -- A sweeper's lease.
  asked_at timestamptz,
  updated_at timestamptz not null default now(),
  primary key (account, subscription_id)
);
create index subscription_due on ledger.subscription (due_at) where due_at is not null;
create index subscription_owner on ledger.subscription (owner);

-- One fact an event; a restated event replaces its own.
create table ledger.subscription_fact (
  endpoint text not null,
  event_key text not null,
  account text not null,
  subscription_id text not null,
  at timestamptz not null,
  -- `SubscriptionStatement` of src/domain/subscription-fact.ts.
  statement jsonb not null,
  -- The payment that came for it.
  payment_id text,
  stated_at timestamptz not null default now(),
  primary key (endpoint, event_key)
);
create index subscription_fact_subscription on ledger.subscription_fact (account, subscription_id);
create index subscription_fact_payment on ledger.subscription_fact (account, payment_id) where payment_id is not null;
