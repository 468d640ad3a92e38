-- Asked for again while it is under way, an erasure marks its customers once.
create or replace function ledger.mark_erased(p_owners text[], p_asked_at timestamptz) returns integer
language plpgsql as $$
declare
  v_count integer;
begin
  update ledger.customer set erased_at = now()
    where owner = any(p_owners) and coalesce(erased_at < p_asked_at, true);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
