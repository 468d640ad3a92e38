-- Double entry: per transfer and asset the sum is zero, history is immutable, corrections are new postings.
create schema ledger;

-- Minor units; holds every uint256. BIGINT would overflow at 9.22 of a token with 18 places.
create domain ledger.minor as numeric(78, 0);

-- user:42 / USD / available, sys:stripe / USD / clearing. Asset codes are the policy file's to know.
create table ledger.account (
  id bigint generated always as identity primary key,
  owner text not null,
  asset text not null,
  kind text not null check (kind in ('available', 'pending', 'held', 'clearing')),
  -- The system's side: entries only. One balance row that everyone updates would be a queue.
  hot boolean not null default false,
  unique (owner, asset, kind),
  unique (id, asset)
);

create table ledger.balance (
  account_id bigint primary key references ledger.account,
  amount ledger.minor not null default 0,
  version bigint not null default 0
) with (fillfactor = 50);

create table ledger.transfer (
  id uuid primary key default gen_random_uuid(),
  -- <account>:<paymentId>:books:<n>
  key text not null unique,
  kind text not null check (kind in ('credit', 'debit', 'assign', 'move')),
  payment bigint not null,
  n integer not null,
  created_at timestamptz not null default now()
);
create index transfer_payment on ledger.transfer (payment);

create table ledger.entry (
  transfer_id uuid not null references ledger.transfer,
  account_id bigint not null,
  asset text not null,
  amount ledger.minor not null check (amount <> 0),
  balance_after ledger.minor,
  version bigint,
  primary key (transfer_id, account_id),
  foreign key (account_id, asset) references ledger.account (id, asset)
);
create index entry_account on ledger.entry (account_id, transfer_id);

create function ledger.forbid() returns trigger language plpgsql as $$
begin
  raise exception '% on %.% is forbidden: postings are immutable', tg_op, tg_table_schema, tg_table_name
    using errcode = 'LZ003';
end $$;

create trigger immutable before update or delete on ledger.entry
  for each row execute function ledger.forbid();
create trigger immutable before update or delete on ledger.transfer
  for each row execute function ledger.forbid();
create trigger immutable_whole before truncate on ledger.entry
  for each statement execute function ledger.forbid();
create trigger immutable_whole before truncate on ledger.transfer
  for each statement execute function ledger.forbid();

create function ledger.assert_balanced() returns trigger language plpgsql as $$
begin
  if (select count(*) from ledger.entry where transfer_id = new.id) < 2
    or exists (
      select 1 from ledger.entry where transfer_id = new.id group by asset having sum(amount) <> 0
    )
  then
    raise exception 'transfer % does not balance', new.id using errcode = 'LZ001';
  end if;
  return null;
end $$;

create constraint trigger balanced after insert on ledger.transfer
  deferrable initially deferred for each row execute function ledger.assert_balanced();

-- Compares top transaction ids: never post inside a savepoint or an EXCEPTION block.
create function ledger.assert_open() returns trigger language plpgsql as $$
begin
  if (select xmin::text::bigint from ledger.transfer where id = new.transfer_id)
    <> (pg_current_xact_id()::text::bigint & 4294967295)
  then
    raise exception 'transfer % is closed: entries are added with it or never', new.transfer_id
      using errcode = 'LZ004';
  end if;
  return new;
end $$;

create trigger same_transaction before insert on ledger.entry
  for each row execute function ledger.assert_open();
