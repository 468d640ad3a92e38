-- What a payment opens while something of it is paid: all its facts grant. Of one product, the longest.
-- src/domain/access.ts says the same.
create or replace function ledger.access_of(p ledger.payment)
returns table (owner text, product text, starts_at timestamptz, ends_at timestamptz) language plpgsql as $$
begin
  if p.paid = p.returned then
    return;
  end if;
  return query
    select p.owner, g.product, p.paid_at,
      case when count(*) = count(g.days) then p.paid_at + max(g.days) * interval '24 hours' end
    from ledger.payment_fact f, lateral jsonb_to_recordset(f.grants) g (product text, days double precision)
    where f.payment = p.id and f.grants <> '[]' and (p.settled or not exists (
      select 1 from ledger.payment_fact late where late.payment = p.id and late.grants_at_confirmed
    ))
    group by g.product;
end $$;
