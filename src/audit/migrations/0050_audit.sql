-- What was asked of the operator API that changes something: who, what, why, and what became of it. Addresses are
-- concealed before they come here, and nothing here is ever changed.
create schema audit;

-- One row a change, written before it is carried out.
create table audit.action (
  id      bigint generated always as identity primary key,
  at      timestamptz not null default now(),
  key     text not null,                        -- name of the key, never the key
  role    text not null,
  actor   text,                                 -- who bears it, as stated
  reason  text,
  action  text not null,                        -- POST /v1/deliveries/:key/redeliver
  params  jsonb not null,
  asked   jsonb,
  before  jsonb
);
create index action_by_key on audit.action (key, id);

-- One row for each that ended. Without one it is under way, or its process died: it may have been done.
create table audit.outcome (
  action_id  bigint primary key references audit.action,
  at         timestamptz not null default now(),
  status     smallint not null,
  after      jsonb
);

create function audit.forbid() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is forbidden: the audit is only added to', tg_op, tg_table_schema, tg_table_name;
end $$;

create trigger immutable before update or delete on audit.action
  for each row execute function audit.forbid();
create trigger immutable before update or delete on audit.outcome
  for each row execute function audit.forbid();
create trigger immutable_whole before truncate on audit.action
  for each statement execute function audit.forbid();
create trigger immutable_whole before truncate on audit.outcome
  for each statement execute function audit.forbid();

-- One row an Idempotency-Key, for a day. All of it is digests and ciphertext: an answer may hold a secret.
create table audit.request (
  id             text primary key,              -- digest of key name and Idempotency-Key
  fingerprint    text not null,                 -- digest of what was asked
  asked_at       timestamptz not null default now(),
  claim          uuid not null unique,          -- whoever carries it out
  claimed_until  timestamptz not null,
  answer         bytea                          -- sealed; null while it is carried out
);
create index request_by_age on audit.request (asked_at);
