-- An alarm that went on, until it is over. No personal data.
create table inbox.incident (
  id           bigint generated always as identity primary key,
  alarm        text not null,
  subject      text not null,                   -- what it is about; empty where there is only one
  title        text not null,
  text         text not null,                   -- as it was when it was last seen
  opened_at    timestamptz not null default now(),
  quiet_since  timestamptz,                     -- it is over when it stays so
  resolved_at  timestamptz
);
create unique index incident_open on inbox.incident (alarm, subject) where resolved_at is null;
create index incident_resolved on inbox.incident (resolved_at) where resolved_at is not null;

-- Since when each webhook secret is configured, and when it last verified a delivery. Digests, never secrets.
create table inbox.secret_use (
  secret_id     text primary key,
  endpoint      text not null,
  known_since   timestamptz not null default now(),
  last_used_at  timestamptz
);
