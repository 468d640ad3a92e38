-- Facts in, difference out: a payment row is the fold of its facts, its books are a function of the row.
create table ledger.payment (
  id bigint generated always as identity primary key,
  account text not null,
  -- The name it was first stated by; every other name is in payment_ref.
  payment_id text not null,
  merged_into bigint references ledger.payment,
  value text check (value in ('credit', 'mint')),
  asset text,
  amount ledger.minor check (amount > 0),
  money text check (money in ('pending', 'confirmed', 'gone')),
  -- How often its money came: 2 after a first re-mine. Names effects; the books do not need it.
  generation integer not null default 0,
  -- The earliest observation that still stands, and its event: decides which payment leads an order.
  paid_at timestamptz,
  paid_by text collate "C",
  network text,
  tx_hash text,
  settlement_word text check (settlement_word in ('confirm', 'reverse')),
  hold_word text check (hold_word in ('hold', 'release')),
  word_at timestamptz,
  -- Cumulative refunds less those that failed since.
  refund_target ledger.minor not null default 0,
  disputes_open ledger.minor not null default 0,
  disputes_lost ledger.minor not null default 0,
  -- What stands after all of the above: the money that came, the part that went back, the part that is held.
  paid ledger.minor not null default 0,
  settled boolean not null default false,
  returned ledger.minor not null default 0,
  held ledger.minor not null default 0,
  pending_is_spendable boolean not null default true,
  owner text,
  owner_rank smallint,
  order_reference text,
  outcome text check (outcome in ('pending', 'failed', 'expired')),
  outcome_at timestamptz,
  outcome_by text collate "C",
  -- Order of arrival among paid payments: the later one of an order is the surplus.
  paid_sequence bigint,
  postings integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (account, payment_id)
) with (fillfactor = 70);
create index payment_order on ledger.payment (account, order_reference) where merged_into is null;
create index payment_tx on ledger.payment (account, tx_hash) where tx_hash is not null;
create index payment_merged on ledger.payment (merged_into) where merged_into is not null;
create sequence ledger.paid_sequence;

alter table ledger.transfer add foreign key (payment) references ledger.payment;

-- Every name of a payment, its own included. Always points at a row that is not merged away.
create table ledger.payment_ref (
  account text not null,
  ref text not null,
  payment bigint not null references ledger.payment,
  primary key (account, ref)
);
create index payment_ref_payment on ledger.payment_ref (payment);

-- One fact an event; a restated event replaces its own.
create table ledger.payment_fact (
  endpoint text not null,
  event_key text not null,
  payment bigint not null references ledger.payment,
  type text not null,
  at timestamptz not null,
  fact jsonb not null,
  amount ledger.minor,
  asset text,
  payment_id text not null,
  owner text,
  owner_rank smallint,
  order_reference text,
  is_deposit boolean not null,
  pending_is_spendable boolean not null,
  stated_at timestamptz not null default now(),
  primary key (endpoint, event_key)
);
create index payment_fact_payment on ledger.payment_fact (payment);

-- What the books say of a payment now; the next fact posts the difference to it.
create table ledger.payment_books (
  payment bigint not null references ledger.payment,
  owner text not null,
  asset text not null,
  kind text not null,
  amount ledger.minor not null check (amount <> 0),
  primary key (payment, owner, asset, kind)
);
create index payment_books_owner on ledger.payment_books (owner);

-- What a person must look at, with the event that made it visible: that one parks, again if it restates.
create table ledger.payment_problem (
  id bigint generated always as identity primary key,
  payment bigint not null references ledger.payment,
  code text not null,
  subject text not null,
  endpoint text not null,
  event_key text not null,
  opened_at timestamptz not null default now(),
  closed_at timestamptz
);
create unique index payment_problem_open on ledger.payment_problem (payment, code, subject)
  where closed_at is null;
