-- When somebody last asked whether the settlement of a pending payment still runs: who was asked for longest ago is next.
alter table ledger.payment add column settlement_asked_at timestamptz;

create index payment_pending on ledger.payment (settlement_asked_at nulls first, paid_at)
  where money = 'pending' and settlement_word is null;
