-- Why a mint may not be bound to a nonce now: as `ledger.mint_bar`, or `joined`, where its payment is minted under
-- another of its names: there the mint that was bound, or was asked for first, goes on alone. Null when it may.
create or replace function mint.bar_of(m mint.mint) returns text language plpgsql stable as $$
declare
  p ledger.payment;
begin
  select q.* into p from ledger.effect e join ledger.payment q on q.id = e.payment
    where e.key = mint.effect_key_of(m);
  if p.id is null then
    return null;
  end if;
  if exists (
    select from ledger.effect e join mint.mint o on (o.account, o.payment_id) = (e.account, e.payment_id)
    where e.payment = p.id and e.effect = 'mint' and o.mint_id <> m.mint_id and o.status <> 'parked'
      and (o.status <> 'requested' or o.seq < m.seq)
  ) then
    return 'joined';
  end if;
  return ledger.mint_bar(p);
end $$;
