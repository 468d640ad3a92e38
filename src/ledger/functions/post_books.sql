-- Posts the difference between what the books say of a payment and what they must say, as one transfer.
-- Null when there is none. The payment row is locked, so its posting number is used once.
create or replace function ledger.post_books(p ledger.payment) returns uuid language plpgsql as $$
declare
  v_transfer uuid;
  v_kind text;
begin
  select case
      when sum(d.amount) filter (where d.kind = 'clearing') < 0 then 'credit'
      when sum(d.amount) filter (where d.kind = 'clearing') > 0 then 'debit'
      when count(distinct d.owner) > 1 then 'assign'
      else 'move'
    end
    into v_kind from ledger.books_difference(p) d having count(*) > 0;
  if not found then
    return null;
  end if;
  insert into ledger.transfer (key, kind, payment, n)
    values (concat_ws(':', ledger.id_part(p.account), ledger.id_part(p.payment_id), 'books', p.postings + 1),
      v_kind, p.id, p.postings + 1)
    returning id into v_transfer;
  perform ledger.post_entry(v_transfer, leg.id, leg.asset, leg.hot, leg.amount)
    from (
      select (d.account).id, (d.account).asset, (d.account).hot, d.amount
      from (
        select ledger.account(x.owner, x.asset, x.kind) as account, x.amount
        from (select * from ledger.books_difference(p) order by owner, asset, kind) x
        offset 0
      ) d
      order by (d.account).id
    ) leg;
  delete from ledger.payment_books where payment = p.id;
  insert into ledger.payment_books (payment, owner, asset, kind, amount)
    select p.id, b.owner, b.asset, b.kind, b.amount from ledger.books_of(p) b;
  return v_transfer;
end $$;
