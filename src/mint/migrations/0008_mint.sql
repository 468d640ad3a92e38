-- Tokens to be minted, and every transaction ever signed for them.
create schema mint;

create domain mint.bytes32 as text check (value ~ '^0x[0-9a-f]{64}$');
create domain mint.address as text check (value ~ '^0x[0-9a-f]{40}$');

create table mint.signer (
  chain_id bigint not null,
  address mint.address not null,
  next_nonce bigint not null check (next_nonce >= 0),
  -- Reserves nothing while it is paused; what it has signed is still sent.
  pause_code text,
  pause_reason text,
  paused_at timestamptz,
  primary key (chain_id, address),
  check (num_nonnulls(pause_code, pause_reason, paused_at) in (0, 3))
);

create table mint.mint (
  -- keccak256("ltz:v1|<account>|<paymentId>"): what the contract mints once.
  mint_id mint.bytes32 primary key,
  seq bigint generated always as identity,
  chain_id bigint not null,
  account text not null,
  payment_id text not null,
  recipient mint.address not null check (recipient <> '0x' || repeat('0', 40)),
  amount numeric(78, 0) not null check (amount > 0),
  asset text not null,
  status text not null default 'requested'
    check (status in ('requested', 'reserved', 'mined', 'safe', 'final', 'conflict', 'parked')),
  problem_code text,
  problem text,
  -- Halved when a transaction of several was reverted: the one that spoils the others ends up alone.
  max_batch integer not null default 100 check (max_batch between 1 and 100),
  reverts integer not null default 0,
  requested_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (account, payment_id),
  check ((status in ('conflict', 'parked')) = (problem is not null)),
  check ((problem_code is null) = (problem is null))
);
create index mint_queue on mint.mint (chain_id, seq) where status = 'requested';

-- A nonce, and what it is spent on.
create table mint.eth_tx (
  id bigint generated always as identity primary key,
  chain_id bigint not null,
  signer mint.address not null,
  nonce bigint not null check (nonce >= 0),
  state text not null default 'reserved'
    check (state in ('reserved', 'signed', 'mined', 'safe', 'final', 'failed')),
  -- Why `failed`, which is as final: its mints are free again.
  failure text check (failure in ('reverted', 'noop', 'replaced')),
  -- Derived from the bound mints at the first signature, kept from then on.
  contract mint.address,
  calldata text,
  gas bigint,
  -- The next attempt is a transfer of nothing to the signer itself.
  cancelled boolean not null default false,
  -- Head of the chain when the newest attempt began to wait.
  waiting_since bigint,
  mined_hash mint.bytes32,
  mined_block bigint,
  mined_block_hash mint.bytes32,
  reserved_at timestamptz not null default now(),
  observed_at timestamptz,
  unique (chain_id, signer, nonce),
  foreign key (chain_id, signer) references mint.signer (chain_id, address),
  check ((state = 'failed') = (failure is not null)),
  check (num_nonnulls(contract, calldata, gas) in (0, 3)),
  check (num_nonnulls(mined_hash, mined_block, mined_block_hash) in (0, 3))
);
create index eth_tx_open on mint.eth_tx (chain_id, signer, nonce) where state not in ('final', 'failed');

create table mint.eth_tx_attempt (
  tx bigint not null references mint.eth_tx,
  n integer not null check (n > 0),
  noop boolean not null,
  max_fee numeric(78, 0) not null,
  tip numeric(78, 0) not null,
  raw text not null,
  hash mint.bytes32 not null unique,
  signed_at timestamptz not null default now(),
  primary key (tx, n)
);

-- Which transaction a mint is part of. Released only when that transaction can never mint it any more.
create table mint.mint_tx (
  mint_id mint.bytes32 not null references mint.mint,
  n integer not null check (n > 0),
  tx bigint not null references mint.eth_tx,
  position integer not null,
  outcome text check (outcome in ('minted', 'skipped', 'conflict', 'refused', 'absent', 'reverted', 'noop')),
  released_at timestamptz,
  primary key (mint_id, n),
  unique (tx, position)
);
-- No mint has two live transactions, whatever statement reserves.
create unique index mint_tx_one on mint.mint_tx (mint_id) where released_at is null;

-- Every change of a mint's status, for those who keep accounts of it.
create table mint.transition (
  seq bigint generated always as identity primary key,
  -- Sequence numbers are drawn before the commit: without this a reader would pass over late ones.
  xid xid8 not null default pg_current_xact_id(),
  mint_id mint.bytes32 not null references mint.mint,
  from_status text,
  to_status text not null,
  at timestamptz not null default now()
);
create index transition_order on mint.transition (xid, seq);

create function mint.note_transition() returns trigger language plpgsql as $$
begin
  insert into mint.transition (mint_id, from_status, to_status)
    values (new.mint_id, case tg_op when 'UPDATE' then old.status end, new.status);
  return null;
end $$;

create trigger transition_first after insert on mint.mint
  for each row execute function mint.note_transition();
create trigger transition after update of status on mint.mint
  for each row when (old.status <> new.status) execute function mint.note_transition();

create function mint.forbid() returns trigger language plpgsql as $$
begin
  raise exception '%.% may not change like this: %', tg_table_schema, tg_table_name, tg_argv[0]
    using errcode = 'QT003';
end $$;

create trigger payload_stays before update of contract, calldata, gas, nonce, signer, chain_id on mint.eth_tx
  for each row when (old.calldata is not null and (old.contract, old.calldata, old.gas, old.nonce, old.signer,
    old.chain_id) is distinct from (new.contract, new.calldata, new.gas, new.nonce, new.signer, new.chain_id))
  execute function mint.forbid('a nonce keeps its payload');
create trigger end_is_final before update on mint.eth_tx
  for each row when (old.state in ('final', 'failed')) execute function mint.forbid('its end is final');
create trigger attempt_stays before update or delete on mint.eth_tx_attempt
  for each row execute function mint.forbid('what was signed may be on its way');
