-- What somebody may use is a reason to answer another way: with the access of a wallet, what was said of it goes.
create function constraints.access_changed() returns trigger language plpgsql as $$
begin
  perform constraints.forget_wallet(substr(owner, 8))
    from (values (old.owner), (new.owner)) of_row (owner)
    where owner like 'wallet:%' group by owner;
  return null;
end $$;

create trigger forget_wallet after insert or update or delete on ledger.access
  for each row execute function constraints.access_changed();
