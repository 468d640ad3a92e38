-- Since when nothing is to be paid: a checkout said so, nobody ever spoke of money, nor did an operator take it back.
create or replace function ledger.free_since(p ledger.payment) returns timestamptz language sql stable as $$
  select min(f.at) from ledger.payment_fact f
  where f.payment = p.id and f.type = 'link' and f.fact ? 'free'
    and p.money is null and p.settlement_word is distinct from 'reverse'
$$;
