-- Who is logged in to the console, and by which key. All of it is digests and names: nothing here opens anything.
create table audit.session (
  id          text primary key,                 -- digest of the cookie
  key         text not null,                    -- name of the key
  key_digest  text not null,                    -- of the key: another one under the same name is not this session's
  started_at  timestamptz not null default now(),
  seen_at     timestamptz not null default now()
);
