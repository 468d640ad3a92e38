-- Some of the money went back or is argued about.
create or replace function ledger.is_contested(p ledger.payment) returns boolean language sql immutable as $$
  select p.refund_target + p.disputes_lost + p.disputes_open > 0
$$;
