-- Of the payment and of all rows that were merged into it.
create or replace function ledger.postings_of(p_payment bigint) returns jsonb language plpgsql as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'n', t.n, 'transferId', t.id, 'kind', t.kind, 'at', ledger.iso(t.created_at),
      'entries', (
        select jsonb_agg(jsonb_build_object(
          'owner', a.owner, 'kind', a.kind, 'asset', e.asset, 'amount', e.amount::text
        ) order by e.amount, a.owner, a.kind)
        from ledger.entry e join ledger.account a on a.id = e.account_id where e.transfer_id = t.id
      )
    ) order by t.created_at, t.payment, t.n), '[]')
    from ledger.transfer t join ledger.payment p on p.id = t.payment
    where p_payment in (p.id, p.merged_into)
  );
end $$;
