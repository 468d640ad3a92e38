-- What the merchant's app is told. Once composed, a message is sent with the same id and the same bytes, however often.
create schema delivery;

create table delivery.message (
  -- The key of its effect, and its webhook-id.
  key text primary key,
  id bigint generated always as identity unique,
  account text not null,
  -- The payment or subscription it tells of: what is told of one is told in the order of `sequence`.
  subject text not null,
  topic text not null,
  sequence integer not null,
  -- Composed at the first call; of what is skipped before, none.
  body text,
  state text not null default 'trying' check (state in ('trying', 'delivered', 'failed', 'skipped')),
  because text,
  created_at timestamptz not null,
  first_attempt_at timestamptz,
  last_attempt_at timestamptz,
  attempts integer not null default 0,
  -- An operator's retry begins a new round, with all its tries.
  round_at timestamptz,
  round_attempts integer not null default 0,
  -- Of what is being tried: when it is tried next.
  due_at timestamptz not null,
  unique (account, subject, sequence)
);
create index message_state on delivery.message (state, id) where state <> 'delivered';
create index message_subject on delivery.message (subject, id);

-- Every call, with how it ended and how long that took; never what the app said.
create table delivery.attempt (
  key text not null references delivery.message,
  n integer not null,
  at timestamptz not null,
  is_redelivery boolean not null,
  -- Both null: it was cut off, or is under way.
  status integer,
  error text,
  duration_ms integer,
  primary key (key, n)
);

create table delivery.endpoint (
  -- Of its URL, which may hold a secret.
  digest text primary key,
  failing_since timestamptz,
  disabled_at timestamptz,
  reason text check (reason in ('gone', 'dead'))
);
