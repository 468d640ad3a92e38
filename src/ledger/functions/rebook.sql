-- Facts to books: folds the payment, posts the difference, gives and takes access, computes its orders anew,
-- notes what is wrong. `p_references`: further orders that its rows belonged to until now. Without a statement
-- (`{}`) nothing is new but the order.
create or replace function ledger.rebook(
  p_payment bigint, p_references text[], s jsonb,
  out p ledger.payment, out p_transfer uuid, out p_status text, out p_problems jsonb
) language plpgsql as $$
declare
  v_before ledger.payment;
  o ledger."order";
  v_is_money constant boolean := coalesce(s#>>'{fact,type}' = 'money', false);
  v_must_exist constant boolean := coalesce((s->>'ordersMustExist')::boolean, false);
begin
  select * into strict v_before from ledger.payment where id = p_payment;
  p := ledger.fold_claims(v_before);
  p_references := p_references || v_before.order_reference || p.order_reference;
  perform ledger.lock_orders(p.account, p_references);
  select * into o from ledger."order" where account = p.account and reference = p.order_reference;
  if v_must_exist and v_is_money and p.order_reference is not null and o.reference is null then
    perform ledger.refuse('ORDER_NOT_FOUND', format(
      'order %s of account %s is not registered, and its endpoint takes payments of registered orders only: '
      'register it and retry, or amend orderReference',
      p.order_reference, p.account));
  end if;
  p := ledger.fold_payment(p, o);
  if v_is_money then
    perform ledger.refuse_ambiguous(p, v_before, s);
  end if;
  p.has_grants := p.has_grants or s ? 'grants';
  p_transfer := ledger.post_books(p);
  p.postings := p.postings + (p_transfer is not null)::integer;
  perform ledger.save_payment(p);
  if p.has_grants then
    perform ledger.post_access(p);
  end if;
  if s ? 'deposit' and p.amount is not null then
    perform ledger.store_deposit(p, s);
  end if;
  perform ledger.refresh_order(p.account, r, not v_must_exist)
    from (select distinct unnest(p_references) as r) x where r is not null;
  select * into o from ledger."order" where account = p.account and reference = p.order_reference;
  p_status := coalesce(o.status, ledger.status_of(p));
  p_problems := ledger.note_problems(p, o, s);
  if p.owner is distinct from v_before.owner then
    perform ledger.meet_customer(p.owner, p.account, s->>'endpoint', s->>'eventKey');
  end if;
end $$;
