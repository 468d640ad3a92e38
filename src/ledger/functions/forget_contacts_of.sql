-- Addresses of orders that were registered for one of these owners, or with an address of theirs.
create or replace function ledger.forget_contacts_of(p_owners text[], p_subjects text[]) returns integer
language plpgsql as $$
declare
  v_count integer;
begin
  update ledger."order" set contact = null, contact_subject = null
    where contact is not null and (owner = any(p_owners) or contact_subject = any(p_subjects));
  get diagnostics v_count = row_count;
  return v_count;
end $$;
