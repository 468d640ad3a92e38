-- A person asked to be forgotten: who passed that on, when, and how much went. Nobody is named here: subjects are digests
-- that only the holder of PII_KEY can make.
create table inbox.erasure (
  id           bigint generated always as identity primary key,
  subjects     text[] not null,                 -- sorted
  actor        text not null,
  asked_at     timestamptz not null default now(),
  finished_at  timestamptz,
  events       integer not null default 0,
  contacts     integer not null default 0,
  deliveries   integer not null default 0,      -- of quarantine
  orders       integer not null default 0,      -- whose contact went
  customers    integer not null default 0,
  decisions    integer not null default 0       -- whose words named an address
);
-- Asked for again before it is finished, it is the same one that goes on.
create unique index erasure_open on inbox.erasure (subjects) where finished_at is null;

-- A delivery that contradicts an event may name somebody else than the event does.
alter table inbox.quarantine
  add column subjects text[] not null default '{}',
  add column erased_at timestamptz;
create index quarantine_by_subject on inbox.quarantine using gin (subjects);

-- Bodies that are still there, the oldest first: for the end of their retention.
create index event_by_age on inbox.event (received_at) where raw is not null;
