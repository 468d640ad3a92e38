-- One leg of a transfer. A balance may go below zero: its owner is restricted until it is not.
create or replace function ledger.post_entry(
  p_transfer uuid, p_account bigint, p_asset text, p_hot boolean, p_amount numeric
) returns void language plpgsql as $$
declare
  b ledger.balance;
begin
  if not p_hot then
    update ledger.balance set amount = amount + p_amount, version = version + 1
      where account_id = p_account returning * into strict b;
  end if;
  insert into ledger.entry (transfer_id, account_id, asset, amount, balance_after, version)
    values (p_transfer, p_account, p_asset, p_amount, b.amount, b.version);
end $$;
