-- What came in, what became of it, and what a person must decide. The row of an event is the dedupe of record.
create schema inbox;

create table inbox.event (
  id             bigint generated always as identity primary key,
  endpoint       text not null,
  account        text not null,
  provider       text not null,
  event_key      text not null,
  provider_type  text not null,
  type           text not null,
  payment_id     text,
  order_reference text,
  headers        jsonb not null,                -- the allow-listed ones only
  raw            bytea,                         -- null once erased
  body_sha256    text not null,
  event_hash     text not null,                 -- of the facts as translated, never of the bytes
  event          jsonb not null,                -- translated, without personal data
  plan           jsonb not null,
  amendment      jsonb not null default '{}',   -- what operators corrected; replay and copy see it
  livemode       boolean,
  secret_id      text,
  workflow_id    text not null,
  source         text not null default 'webhook' check (source in ('webhook', 'catch-up', 'simulator')),
  state          text not null check (state in ('received', 'fulfilled', 'recorded', 'ignored', 'parked', 'aborted')),
  deliveries     integer not null default 1,
  unverifiable   integer not null default 0,    -- deliveries whose sameness nobody can check: the body is erased
  last_error     text,
  subjects       text[] not null default '{}',  -- HMACs of the people in it, for erasure
  received_at    timestamptz not null default now(),
  started_at     timestamptz,                   -- Temporal has acknowledged the start
  claimed_until  timestamptz,                   -- a sweeper's lease
  processed_at   timestamptz,
  erased_at      timestamptz,
  unique (endpoint, event_key)
);
create index event_unstarted on inbox.event (received_at) where state = 'received' and started_at is null;
create index event_unfinished on inbox.event (received_at) where state in ('received', 'parked');
create index event_newest on inbox.event (id desc, state);
create index event_by_payment on inbox.event (account, payment_id, id desc);
create index event_by_endpoint on inbox.event (endpoint, id desc);
create index event_by_type on inbox.event (type, id desc);
create index event_by_workflow on inbox.event (workflow_id);
create index event_by_subject on inbox.event using gin (subjects);

-- Addresses mails go to: AES-256-GCM, so that forgetting a person is deleting a row.
create table inbox.contact (
  event_id    bigint primary key references inbox.event on delete cascade,
  ciphertext  bytea not null,
  created_at  timestamptz not null default now()
);

-- A delivery that contradicts the event stored under its key: kept whole, done nothing with.
create table inbox.quarantine (
  id           bigint generated always as identity primary key,
  event_id     bigint not null references inbox.event,
  endpoint     text not null,
  event_key    text not null,
  reason       text not null,
  headers      jsonb not null,
  raw          bytea,
  body_sha256  text not null,
  event_hash   text not null,
  event        jsonb not null,
  secret_id    text,
  deliveries   integer not null default 1,
  received_at  timestamptz not null default now(),
  released_at  timestamptz,
  unique (event_id, event_hash)
);

-- Deliveries turned away: enough to explain them, never the body.
create table inbox.refusal (
  id           bigint generated always as identity primary key,
  endpoint     text not null,
  reason       text not null,
  size         integer not null,
  body_sha256  text not null,
  peer         text not null,
  at           timestamptz not null default now()
);

-- A step that waits for a person. Closed when it goes on.
create table inbox.park (
  park_id       text not null,
  workflow_id   text not null,
  run_id        text not null,
  workflow_type text not null,
  step          text not null,
  code          text not null,
  message       text not null,
  endpoint      text,
  event_key     text,
  account       text,
  payment_id    text,
  decisions     text[] not null,
  since         timestamptz not null default now(),
  escalated_at  timestamptz,
  closed_at     timestamptz,
  primary key (workflow_id, park_id)
);
create index park_open on inbox.park (since, workflow_id) where closed_at is null;

-- Every decision anyone sent, also the ones that came too late.
create table inbox.decision (
  decision_id   text primary key,
  workflow_id   text not null,
  park_id       text not null,
  decision      text not null,
  patch         jsonb,
  actor         text not null,
  reason        text not null,
  channel       text not null check (channel in ('api', 'signal', 'update')),
  outcome       text not null default 'pending' check (outcome in ('pending', 'applied', 'ignored')),
  detail        text,
  created_at    timestamptz not null default now(),
  settled_at    timestamptz
);
create index decision_by_workflow on inbox.decision (workflow_id, created_at);

-- The table the providers' own guides tell their readers to have.
create view inbox.webhook_events as
  select id, endpoint || ':' || event_key as idempotency_key, provider_type as event_type, event as payload,
         processed_at, received_at as created_at
  from inbox.event;
