-- Asks for a mint; again with the same content it changes nothing.
create or replace function mint.request(
  p_mint_id text, p_chain_id bigint, p_contract text, p_account text, p_payment_id text, p_recipient text,
  p_amount numeric, p_asset text
) returns void language plpgsql as $$
declare
  m mint.mint;
begin
  insert into mint.mint (mint_id, chain_id, contract, account, payment_id, recipient, amount, asset)
    values (p_mint_id, p_chain_id, p_contract, p_account, p_payment_id, p_recipient, p_amount, p_asset)
    on conflict do nothing;
  if found then
    return;
  end if;
  -- To another contract, as long as nothing was ever sent to the one of before, or that one knows nothing of mints.
  update mint.mint set contract = p_contract
    where mint_id = p_mint_id and contract is distinct from p_contract and status = 'requested'
      and not exists (select from mint.mint_tx
        where mint_id = p_mint_id and (released_at is null or outcome is distinct from 'absent'));
  select * into m from mint.mint where mint_id = p_mint_id or (account, payment_id) = (p_account, p_payment_id);
  if (m.mint_id, m.chain_id, m.account, m.payment_id, m.recipient, m.amount, m.asset)
      is distinct from (p_mint_id, p_chain_id, p_account, p_payment_id, p_recipient, p_amount, p_asset) then
    perform mint.refuse('EFFECT_CONFLICT', format(
      'mint %s of payment %s (account %s) was asked for with %s %s (minor units) to %s on chain %s, and now with '
      '%s %s to %s on chain %s', m.mint_id, m.payment_id, m.account, m.amount, m.asset, m.recipient, m.chain_id,
      p_amount, p_asset, p_recipient, p_chain_id));
  end if;
  -- What a transaction carries is judged by the contract it was sent to, and comes to its end there.
  if m.contract <> p_contract
      and not exists (select from mint.mint_tx where mint_id = m.mint_id and released_at is null) then
    perform mint.refuse('EFFECT_CONFLICT', format(
      'mint %s of payment %s (account %s) was asked for, and sent, to contract %s, and now to %s: set LTZ_ADDRESS '
      'back and retry, or skip it', m.mint_id, m.payment_id, m.account, m.contract, p_contract));
  end if;
end $$;
