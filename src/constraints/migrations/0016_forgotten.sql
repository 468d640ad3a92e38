-- Which wallets' answers were taken back, and by which transaction: what an API is asked before that one is committed it may
-- answer by what is being taken away. Rows are added without waiting for anybody, and go once no such answer is left.
create table constraints.forgotten (
  user_address text not null,
  xid xid8 not null default pg_current_xact_id(),
  at timestamptz not null default now()
);
create index forgotten_of_user on constraints.forgotten (user_address);

-- What was committed when the answer, or under the lease, was asked for. Of answers until now nobody knows.
delete from constraints.answer;
alter table constraints.answer add column asked pg_snapshot, add column lease_asked pg_snapshot;
