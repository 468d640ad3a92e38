-- Postings with their transfers and entries, also of rows that were merged into the payment.
create or replace function evidence.posted(p_payments bigint[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select 'transfer:' || t.id, 'posting', t.created_at, jsonb_build_object(
      'transferId', t.id, 'key', t.key, 'kind', t.kind, 'n', t.n,
      'entries', (
        select jsonb_agg(jsonb_build_object('owner', a.owner, 'asset', e.asset, 'kind', a.kind,
          'amount', e.amount::text, 'balanceAfter', e.balance_after::text) order by e.account_id)
        from ledger.entry e join ledger.account a on a.id = e.account_id where e.transfer_id = t.id))
    from ledger.transfer t where t.payment = any(p_payments);
end $$;
