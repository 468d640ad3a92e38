-- An operator's last word on whether the money is there, and the last on whether it is held.
create or replace function ledger.fold_words(p ledger.payment) returns ledger.payment language plpgsql as $$
begin
  with words as (
    select fact->>'word' as word, at, row_number() over (
      order by at desc, concat_ws(':', endpoint, event_key) collate "C" desc
    ) as newest
    from ledger.payment_fact where payment = p.id and type = 'operator'
  )
  select (array_agg(word order by newest) filter (where word in ('confirm', 'reverse')))[1],
    max(at) filter (where word in ('confirm', 'reverse')),
    (array_agg(word order by newest) filter (where word in ('hold', 'release')))[1]
    into p.settlement_word, p.word_at, p.hold_word
    from words;
  return p;
end $$;
