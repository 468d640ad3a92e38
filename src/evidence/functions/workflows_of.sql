-- Where operators may have been asked, or have decided, something about the payment: workflows of its events, and the
-- settlement and mint of each of its names.
create or replace function evidence.workflows_of(p_payment bigint, p_events bigint[]) returns text[]
language plpgsql stable as $$
begin
  return array(
    select e.workflow_id from inbox.event e where e.id = any(p_events)
    union
    select concat_ws(':', kind, ledger.id_part(r.account), ledger.id_part(r.ref))
      from ledger.payment_ref r cross join unnest(array['payment', 'mint']) kind
      where r.payment = p_payment
    order by 1
  );
end $$;
