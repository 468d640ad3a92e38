-- Locks the payments of mints, as `lock_payments` does by names.
create or replace function ledger.lock_minted(p_keys text[]) returns void language plpgsql as $$
declare
  v_payments constant bigint[] := ledger.payments_minted(p_keys);
begin
  perform 1 from ledger.payment where id = any (v_payments) order by id for no key update;
  if v_payments <> ledger.payments_minted(p_keys) then
    raise exception 'payments of mints were joined meanwhile: ask again' using errcode = 'serialization_failure';
  end if;
end $$;
