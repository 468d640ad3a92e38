-- Makes the access rows of a payment what its facts say, and writes only what changes.
create or replace function ledger.post_access(p ledger.payment) returns void language plpgsql as $$
begin
  with due as (
    select * from ledger.access_of(p)
  ), ended as (
    delete from ledger.access a where a.payment = p.id
      and not exists (select 1 from due d where (d.owner, d.product) = (a.owner, a.product))
  )
  insert into ledger.access as a (owner, product, starts_at, ends_at, source, payment)
    select d.owner, d.product, d.starts_at, d.ends_at,
      concat_ws(':', ledger.id_part(p.account), ledger.id_part(p.payment_id)), p.id
    from due d
    on conflict (owner, product, source) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at
      where (a.starts_at, a.ends_at) is distinct from (excluded.starts_at, excluded.ends_at);
end $$;
