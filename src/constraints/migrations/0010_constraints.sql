-- What external APIs said of users, for as long as it holds.
create schema constraints;

create table constraints.answer (
  -- SHA-256 of the question: API, user and collection.
  key text primary key check (key ~ '^[0-9a-f]{64}$'),
  api_url text not null,
  user_address text not null,
  collection_id text,
  allowed boolean,
  answered_at timestamptz,
  expires_at timestamptz,
  -- Whoever holds the lease asks the API; nobody else does until it ends. Deleting the row takes the lease away: what its
  -- holder then learns is kept nowhere.
  lease uuid,
  leased_until timestamptz,
  -- How a lease ended that brought no answer, for those who waited for it.
  failed_lease uuid,
  failure_code text,
  failure text,
  check (num_nulls(allowed, answered_at, expires_at) in (0, 3)),
  check (num_nulls(lease, leased_until) in (0, 2)),
  check (num_nulls(failed_lease, failure_code, failure) in (0, 3))
);
-- Hashed: a URL may be longer than what a B-tree holds.
create index answer_of_api on constraints.answer using hash (api_url);
create index answer_of_user on constraints.answer (user_address);

-- Who took answers back.
create table constraints.invalidation (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null,
  peer text,
  -- Without its query, which may hold a secret. Null: of every API.
  api text,
  -- SHA-256 of the address in small letters. Null: of every user.
  user_digest text,
  -- Null: every collection.
  collection_id text,
  entries integer not null
);
