-- An order: what a merchant registered ahead (first block), and what its payments make of it (second block).
create table ledger."order" (
  account text not null,
  reference text not null,
  amount ledger.minor check (amount > 0),
  asset text,
  owner text,
  -- Sealed by the caller; the ledger never reads it.
  contact bytea,
  registered_at timestamptz,
  status text not null default 'pending' check (status in ('pending', 'failed', 'expired', 'paid',
    'partially_refunded', 'refunded', 'disputed', 'charged_back')),
  settled boolean not null default false,
  paid_at timestamptz,
  -- The payment that pays it.
  payment bigint references ledger.payment,
  updated_at timestamptz not null default now(),
  primary key (account, reference),
  check ((amount is null) = (asset is null))
);

create table ledger.deposit (
  payment bigint primary key references ledger.payment,
  account text not null,
  customer text,
  address text,
  asset text not null,
  amount ledger.minor not null,
  tx_hash text,
  detected_at text,
  at timestamptz not null,
  created_at timestamptz not null default now()
);
create index deposit_similar on ledger.deposit (account, asset, amount, at);

create table ledger.access (
  owner text not null,
  product text not null,
  starts_at timestamptz not null,
  ends_at timestamptz,
  source text not null,
  primary key (owner, product, source)
);

-- Done once outside the books: claimed before, marked after. Key: <account>:<paymentId>:<effect>[:<what>].
create table ledger.effect (
  key text primary key,
  account text not null,
  payment bigint references ledger.payment,
  effect text not null,
  what text,
  -- Only where a second, different doing would be a contradiction.
  content_hash bytea,
  endpoint text not null,
  event_key text not null,
  state text not null default 'claimed' check (state in ('claimed', 'done', 'skipped')),
  result jsonb,
  claimed_at timestamptz not null default now(),
  done_at timestamptz
);
create index effect_payment on ledger.effect (payment, effect);
