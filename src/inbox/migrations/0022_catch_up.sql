-- How far each provider was asked for what its webhooks may not have told: everything before was taken in.
create table inbox.catch_up (
  source   text primary key,
  began    bigint not null,              -- Unix seconds; what came before is not ours to fulfil
  read_to  bigint not null,
  moved_at timestamptz not null default now()
);
