-- One dispute is counted once: by the newest word that closed it, else as open.
create or replace function ledger.fold_disputes(p ledger.payment) returns ledger.payment
language plpgsql as $$
begin
  select coalesce(sum(amount) filter (where status = 'opened'), 0),
    coalesce(sum(amount) filter (where status = 'lost'), 0)
    into p.disputes_open, p.disputes_lost
    from (
      select distinct on (fact->>'disputeId') amount, fact->>'status' as status from ledger.payment_fact
      where payment = p.id and type = 'dispute' and asset = p.asset
      order by fact->>'disputeId', fact->>'status' = 'opened', at desc,
        fact->>'status' collate "C", amount desc
    ) dispute;
  return p;
end $$;
