-- paid = what came and stands · returned = the part that went back · held = the part nobody may spend.
create or replace function ledger.fold_totals(p ledger.payment) returns ledger.payment language plpgsql as $$
declare
  v_stands constant boolean := case p.settlement_word
    when 'confirm' then p.amount is not null
    when 'reverse' then false
    else coalesce(p.money in ('pending', 'confirmed'), false)
  end;
begin
  if v_stands and p.paid_at is null then
    p.paid_at := p.word_at;
    p.paid_by := '';
  end if;
  p.paid := case when v_stands then p.amount else 0 end;
  p.settled := v_stands and (p.money = 'confirmed' or coalesce(p.settlement_word = 'confirm', false));
  p.returned := least(p.paid, p.refund_target + p.disputes_lost);
  p.held := case when p.hold_word = 'hold' then p.paid - p.returned
    else least(p.disputes_open, p.paid - p.returned) end;
  p.paid_sequence := case when p.paid > 0 then coalesce(p.paid_sequence, nextval('ledger.paid_sequence')) end;
  return p;
end $$;
