-- What the books found wrong with the payment.
create or replace function evidence.noticed(p_payment bigint) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select concat_ws(':', 'problem', p.id, happened.as_id), 'problem.' || happened.how, happened.at,
      jsonb_build_object('code', p.code, 'subject', p.subject, 'endpoint', p.endpoint, 'eventKey', p.event_key)
    from ledger.payment_problem p
    cross join lateral (values ('opened', null, p.opened_at), ('closed', 'closed', p.closed_at)) happened (how, as_id, at)
    where p.payment = p_payment and happened.at is not null;
end $$;
