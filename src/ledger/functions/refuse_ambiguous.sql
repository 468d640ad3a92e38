-- Money that may be the money of another payment waits for a person, unless one has said that it is not.
-- One that was credited already is not asked about again; what a settlement saw is of one that was.
create or replace function ledger.refuse_ambiguous(p ledger.payment, p_before ledger.payment, s jsonb)
returns void language plpgsql as $$
declare
  v_tx constant text := s#>>'{fact,txHash}';
  v_at constant timestamptz := s->>'at';
  v_other text;
begin
  if s ? 'distinct' or s->>'endpoint' = 'sys:settlement' or s#>>'{fact,state}' = 'gone'
    or (p_before.money is not null and (v_tx is null or v_tx = p_before.tx_hash))
  then
    return;
  end if;
  if v_tx is not null then
    select q.payment_id into v_other from ledger.payment q
      left join ledger.deposit d on d.payment = q.id
      where q.account = p.account and q.tx_hash = v_tx and q.id <> p.id
        and q.asset = p.asset and q.amount = p.amount
        and (not s ? 'deposit' or d.payment is null or coalesce(d.address = s#>>'{deposit,address}', true))
      order by q.id limit 1;
  end if;
  if v_other is null and s ? 'deposit' then
    select q.payment_id into v_other from ledger.deposit d join ledger.payment q on q.id = d.payment
      where d.account = p.account and d.asset = p.asset and d.amount = p.amount and d.payment <> p.id
        and d.at between v_at - interval '24 hours' and v_at + interval '24 hours'
        and (d.customer, d.address) is not distinct from (s#>>'{deposit,customer}', s#>>'{deposit,address}')
        and (d.tx_hash is null or v_tx is null)
      order by d.payment limit 1;
  end if;
  if v_other is not null then
    perform ledger.refuse('DEPOSIT_AMBIGUOUS', format(
      'payment %s of account %s (%s %s in minor units) may be the same money as payment %s: retry to credit it '
      'too, skip if it is the same', p.payment_id, p.account, p.amount, p.asset, v_other));
  end if;
end $$;
