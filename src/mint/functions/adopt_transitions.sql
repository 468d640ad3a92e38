-- In a cluster restored from a dump, transactions are numbered anew: changes kept with greater numbers would never be
-- read, and those to come be taken for read. They are moved to this transaction's number, where `seq` orders them;
-- what was read before comes first of all.
create or replace function mint.adopt_transitions() returns void language plpgsql as $$
declare
  v_last bigint;
  f ledger.feed;
begin
  if not exists (select from mint.transition where xid >= pg_snapshot_xmax(pg_current_snapshot())) then
    return;
  end if;
  lock table mint.transition in share row exclusive mode;
  select max(seq) into v_last from mint.transition where xid >= pg_snapshot_xmax(pg_current_snapshot());
  if v_last is null then
    return;
  end if;
  select * into f from ledger.feed where name = 'mint' for update;
  update mint.transition set xid = case
    when seq <= v_last and (xid, seq) <= (f.xid, f.seq) then '0' else pg_current_xact_id() end;
  update ledger.payment_mint set xid = '0';
  update ledger.feed set xid = '0', seq = v_last where name = 'mint';
end $$;
