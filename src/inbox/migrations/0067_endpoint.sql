-- Endpoints made at run time, and what is set at run time of those that the environment makes.
create table inbox.endpoint (
  slug        text primary key check (slug ~ '^[a-z0-9-]{1,64}$'),
  id          bigint generated always as identity unique,  -- their order in lists
  account     text,                          -- null: the environment makes it
  provider    text,
  ip_allow    text[] not null default '{}',  -- empty: as the policy has it
  created_at  timestamptz not null default now(),
  ends_at     timestamptz,                   -- from then on nothing it is sent is taken
  paused_at   timestamptz,                   -- what comes is kept, and no workflow is started for it
  check ((account is null) = (provider is null))
);
create index endpoint_paused on inbox.endpoint (slug) where paused_at is not null;
create index endpoint_ending on inbox.endpoint (ends_at) where ends_at is not null;

-- Their secrets: AES-256-GCM under the key that key_id names, bound to slug and id.
create table inbox.endpoint_secret (
  id          text primary key,
  slug        text not null references inbox.endpoint on delete cascade,
  key_id      text not null,
  ciphertext  bytea not null,
  added_at    timestamptz not null default now(),
  ends_at     timestamptz
);
create index endpoint_secret_by_slug on inbox.endpoint_secret (slug, added_at desc);
create index endpoint_secret_by_key on inbox.endpoint_secret (key_id, id);

create index secret_use_by_endpoint on inbox.secret_use (endpoint);
