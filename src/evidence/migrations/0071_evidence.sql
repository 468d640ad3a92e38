-- What can be shown of a payment: entries that never change rightly, and the heads of their chain that were given out.
create schema evidence;

-- Something that was so at a moment. `data` holds only what stays as it was.
create type evidence.entry as (id text, kind text, at timestamptz, data jsonb);

-- One row a bundle that differed from the one before: who got it, and how its entries stood.
create table evidence.head (
  id          bigint generated always as identity primary key,
  account     text not null,
  payment_id  text not null,                    -- the name it had then
  head        text not null,
  count       integer not null,
  -- {entry id: digest}: which entries the head is of, and which of them is another by now.
  entries     jsonb not null,
  made_at     timestamptz not null default now(),
  by          text not null                     -- name of the key
);
create index head_by_payment on evidence.head (account, payment_id, id);

create function evidence.forbid() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is forbidden: heads are only added', tg_op, tg_table_schema, tg_table_name;
end $$;

create trigger immutable before update or delete on evidence.head
  for each row execute function evidence.forbid();
create trigger immutable_whole before truncate on evidence.head
  for each statement execute function evidence.forbid();
