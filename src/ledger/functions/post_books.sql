-- Posts the difference between what the books say of a payment and what they must say, as one transfer.
-- Null when there is none. The payment row is locked, so its posting number is used once.
create or replace function ledger.post_books(p ledger.payment) returns uuid language plpgsql as $$
declare
  v_lines constant ledger.payment_books[] := array(
    select row(p.id, d.owner, d.asset, d.kind, d.amount)::ledger.payment_books from ledger.books_difference(p) d
  );
  v_transfer uuid;
begin
  if v_lines = '{}' then
    return null;
  end if;
  insert into ledger.transfer (key, kind, payment, n)
    select concat_ws(':', ledger.id_part(p.account), ledger.id_part(p.payment_id), 'books', p.postings + 1),
      case
        when sum(l.amount) filter (where l.kind = 'clearing') < 0 then 'credit'
        when sum(l.amount) filter (where l.kind = 'clearing') > 0 then 'debit'
        when count(distinct l.owner) > 1 then 'assign'
        else 'move'
      end, p.id, p.postings + 1
    from unnest(v_lines) l
    returning id into v_transfer;
  perform ledger.post_lines(v_transfer, v_lines);
  delete from ledger.payment_books where payment = p.id;
  insert into ledger.payment_books (payment, owner, asset, kind, amount)
    select p.id, b.owner, b.asset, b.kind, b.amount from ledger.books_of(p) b;
  return v_transfer;
end $$;
