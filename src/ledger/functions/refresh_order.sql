-- Computes an order from its payments; the caller holds its lock. The earliest payment that stands and matches
-- leads. An order nobody registered lives as long as a payment names it.
create or replace function ledger.refresh_order(p_account text, p_reference text, p_may_create boolean)
returns void language plpgsql as $$
declare
  o ledger."order";
  v_known boolean;
  v_lead ledger.payment;
  v_status text;
begin
  select * into o from ledger."order" where account = p_account and reference = p_reference;
  v_known := found;
  if not v_known and not p_may_create then
    return;
  end if;
  select p.* into v_lead from ledger.payment p
    where p.account = p_account and p.order_reference = p_reference and p.merged_into is null
      and p.paid > 0 and ledger.matches_order(p, o)
    order by p.paid_at, p.paid_by collate "C" limit 1;
  if found then
    v_status := ledger.status_of(v_lead);
  else
    select case when bool_or(p.money = 'gone') then 'pending'
        else coalesce((array_agg(p.outcome order by p.outcome_at desc, p.outcome_by collate "C" desc)
          filter (where p.outcome is not null))[1], 'pending') end
      into v_status from ledger.payment p
      where p.account = p_account and p.order_reference = p_reference and p.merged_into is null
      having count(*) > 0;
    if not found and o.registered_at is null then
      delete from ledger."order" where account = p_account and reference = p_reference;
      return;
    end if;
  end if;
  insert into ledger."order" as o (account, reference, status, settled, paid_at, payment)
    values (p_account, p_reference, coalesce(v_status, 'pending'), coalesce(v_lead.settled, false),
      v_lead.paid_at, v_lead.id)
    on conflict (account, reference) do update set status = excluded.status, settled = excluded.settled,
      paid_at = excluded.paid_at, payment = excluded.payment, updated_at = now();
end $$;
