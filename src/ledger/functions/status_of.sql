-- Where a payment stands, in the words of orders.
create or replace function ledger.status_of(p ledger.payment) returns text language sql immutable as $$
  select case
    when p.paid > 0 and p.disputes_open > 0 then 'disputed'
    when p.paid > 0 and p.disputes_lost > 0 then 'charged_back'
    when p.paid > 0 and p.returned = p.paid then 'refunded'
    when p.paid > 0 and p.returned > 0 then 'partially_refunded'
    when p.paid > 0 then 'paid'
    when p.money = 'gone' then 'pending'
    else coalesce(p.outcome, 'pending')
  end
$$;
