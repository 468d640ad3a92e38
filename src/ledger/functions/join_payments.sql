-- Finds or creates the one payment all names of a statement stand for. Rows they join fold into the oldest.
-- Returns it with the orders the rows belonged to until now, and the payment this event left, if it did.
create or replace function ledger.join_payments(
  s jsonb, out p_payment bigint, out p_left bigint, out p_references text[]
) language plpgsql as $$
declare
  v_account constant text := s->>'account';
  v_names constant text[] := s->>'paymentId' || array(select jsonb_array_elements_text(s->'refs'));
  v_locked constant bigint[] := ledger.lock_payments(v_account, v_names, s->>'endpoint', s->>'eventKey');
  v_named bigint[];
begin
  if v_locked <> '{}' then
    p_references := array(select order_reference from ledger.payment where id = any(v_locked));
    v_named := array(
      select distinct payment from ledger.payment_ref
      where account = v_account and ref = any(v_names) order by 1
    );
  end if;
  p_payment := v_named[1];
  if p_payment is null then
    insert into ledger.payment (account, payment_id) values (v_account, s->>'paymentId')
      returning id into p_payment;
  elsif cardinality(v_named) > 1 then
    perform ledger.merge_payment(p_payment, younger) from unnest(v_named[2:]) younger;
  end if;
  insert into ledger.payment_ref (account, ref, payment)
    select v_account, name, p_payment from unnest(v_names) name on conflict do nothing;
  if v_locked <> '{}' then
    select payment into p_left from ledger.payment_fact
      where endpoint = s->>'endpoint' and event_key = s->>'eventKey' and payment <> p_payment;
  end if;
end $$;
