-- Keeps who is about to be asked for a mint. Whoever was asked before may have minted it, whatever it answered.
create or replace function ledger.ask_minter(known ledger.effect, asked ledger.effect) returns ledger.effect
language plpgsql as $$
begin
  if asked.minter is null or known.state <> 'claimed' or known.minter = asked.minter
    or (known.endpoint, known.event_key) <> (asked.endpoint, asked.event_key)
  then
    return known;
  end if;
  if known.minter is not null then
    perform ledger.refuse('EFFECT_CONFLICT', format(
      'payment %s of account %s may have been minted at MINTER=%s, which was asked for it, and MINTER is %s now: '
      'nothing was asked; look there, then skip the mint, or set MINTER back and retry',
      known.payment_id, known.account, known.minter, asked.minter));
  end if;
  update ledger.effect set minter = asked.minter where key = known.key returning * into known;
  return known;
end $$;
