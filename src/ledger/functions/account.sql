-- The account of that name, made when it is first needed.
create or replace function ledger.account(p_owner text, p_asset text, p_kind text) returns ledger.account
language plpgsql as $$
declare
  a ledger.account;
begin
  select * into a from ledger.account where owner = p_owner and asset = p_asset and kind = p_kind;
  if found then
    return a;
  end if;
  insert into ledger.account (owner, asset, kind, hot) values (p_owner, p_asset, p_kind, p_kind = 'clearing')
    on conflict (owner, asset, kind) do nothing;
  select * into strict a from ledger.account where owner = p_owner and asset = p_asset and kind = p_kind;
  if not a.hot then
    insert into ledger.balance (account_id) values (a.id) on conflict do nothing;
  end if;
  return a;
end $$;
