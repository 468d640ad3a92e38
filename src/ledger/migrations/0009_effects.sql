-- Effects are claimed by the name their payment bore: a join changes the payment, not what was begun.
alter table ledger.effect add column payment_id text not null;

alter table ledger.payment
  -- Of the newest observation that stands.
  add column block text,
  -- Some fact of it granted access, some mint of it was claimed or stated: once true, for ever. Most payments have
  -- neither, and need not be asked.
  add column has_grants boolean not null default false,
  add column has_mints boolean not null default false;

alter table ledger.payment_fact
  -- [{product, days?}]
  add column grants jsonb not null default '[]',
  add column grants_at_confirmed boolean not null default false;

-- Access that a payment gives is computed, as its balances are.
alter table ledger.access add column payment bigint references ledger.payment;
create index access_payment on ledger.access (payment) where payment is not null;

-- Tokens stand beside balances: nobody spends them here.
alter table ledger.account drop constraint account_kind_check,
  add constraint account_kind_check check (kind in ('available', 'pending', 'held', 'minted', 'clearing'));

-- Where each mint stands on chain, as the outbox last said.
create table ledger.payment_mint (
  mint_id text primary key,
  payment bigint not null references ledger.payment,
  chain_id bigint not null,
  wallet text not null,
  asset text not null,
  amount ledger.minor not null check (amount > 0),
  stands boolean not null,
  -- Of the change that said so.
  xid xid8 not null,
  seq bigint not null
);
create index payment_mint_payment on ledger.payment_mint (payment);

-- How far a feed of changes was read.
create table ledger.feed (
  name text primary key,
  xid xid8 not null,
  seq bigint not null,
  moved_at timestamptz not null default now()
);
