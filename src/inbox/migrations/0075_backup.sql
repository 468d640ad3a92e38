-- That a backup was taken, as whoever took it says. Postgres itself knows of archived write-ahead log only.
create table inbox.backup (
  id bigint generated always as identity primary key,
  taken_at timestamptz not null,
  note text,
  recorded_at timestamptz not null default now()
);

create index backup_taken_at on inbox.backup (taken_at desc);
