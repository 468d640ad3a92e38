-- Why a mint that was claimed may not be sent now: `contested`, its money went back or is argued about · `waits`, it is
-- held, or not confirmed any more. Null when it may.
create or replace function ledger.mint_bar(p ledger.payment) returns text language plpgsql immutable as $$
begin
  return case
    when p.paid = 0 or ledger.is_contested(p) then 'contested'
    when not p.settled or p.hold_word is not distinct from 'hold' then 'waits'
  end;
end $$;
