alter table inbox.event
  add column replays integer not null default 0,
  -- An operator took it up again, or admitted it: since then it waits, whenever it came.
  add column taken_up_at timestamptz;
create index event_taken_up on inbox.event (taken_up_at) where state = 'received' and taken_up_at is not null;

-- Many events that an operator has replayed, one after the other. No personal data.
create table inbox.replay_run (
  id               text primary key,
  filter           jsonb not null,
  after_id         bigint not null,             -- those events, and no newer ones
  up_to_id         bigint not null,
  total            integer not null,            -- that matched when it was asked for
  rate_per_second  integer not null,
  actor            text not null,
  reason           text not null,
  asked_at         timestamptz not null default now(),
  ended_at         timestamptz,
  outcome          text check (outcome in ('done', 'stopped'))
);

-- Each replay, with what the event was before it. Only added to.
create table inbox.replay (
  id             bigint generated always as identity primary key,
  event_id       bigint not null references inbox.event,
  run_id         text references inbox.replay_run,
  at             timestamptz not null default now(),
  actor          text not null,
  reason         text not null,
  outcome        text not null check (outcome in ('planned', 'recorded', 'refused')),
  detail         text,                          -- why it was refused
  reverified     text not null check (reverified in ('ok', 'failed', 'secret-gone', 'raw-gone', 'unsigned')),
  former_state   text not null,
  former_hash    text not null,
  former_event   jsonb not null,
  former_plan    jsonb not null,
  unique (run_id, event_id)
);
create index replay_of_event on inbox.replay (event_id, id);

create function inbox.forbid_change() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is forbidden: it is only added to', tg_op, tg_table_schema, tg_table_name;
end $$;
create trigger immutable before update or delete on inbox.replay
  for each row execute function inbox.forbid_change();
create trigger immutable_whole before truncate on inbox.replay
  for each statement execute function inbox.forbid_change();
