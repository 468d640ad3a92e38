-- What a payment opens while something of it is paid, or while nothing is to be: all its facts grant. Of one product,
-- the longest. src/domain/access.ts says the same.
create or replace function ledger.access_of(p ledger.payment)
returns table (owner text, product text, starts_at timestamptz, ends_at timestamptz) language plpgsql as $$
declare
  v_since timestamptz := p.paid_at;
begin
  if p.paid = p.returned then
    v_since := ledger.free_since(p);
  elsif not p.settled and exists (
    select 1 from ledger.payment_fact late where late.payment = p.id and late.grants_at_confirmed
  ) then
    return;
  end if;
  if v_since is null then
    return;
  end if;
  return query
    select coalesce(p.owner, 'suspense:' || p.account), g.product, v_since,
      case when count(*) = count(g.days) then v_since + max(g.days) * interval '24 hours' end
    from ledger.payment_fact f, lateral jsonb_to_recordset(f.grants) g (product text, days double precision)
    where f.payment = p.id and f.grants <> '[]'
    group by g.product;
end $$;
