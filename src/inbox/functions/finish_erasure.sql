-- What is found by the person's names and addresses themselves, and not by an event; then the erasure is finished.
create or replace function inbox.finish_erasure(p_erasure bigint, p_owners text[], p_addresses text[])
returns setof inbox.erasure language plpgsql as $$
declare
  e inbox.erasure;
  v_decisions integer;
begin
  select * into strict e from inbox.erasure where id = p_erasure for update;
  -- Who decided about the person is another person, unless it is the same.
  update inbox.decision d set actor = case
        when exists (select 1 from unnest(p_addresses) address where strpos(lower(d.actor), lower(address)) > 0)
        then inbox.without_addresses(actor) else actor end,
      reason = inbox.without_addresses(reason), detail = inbox.without_addresses(detail),
      patch = inbox.without_addresses(patch::text)::jsonb
    where exists (
      select 1 from unnest(p_addresses) address
      where strpos(lower(concat_ws(' ', d.actor, d.reason, d.detail, d.patch)), lower(address)) > 0
    );
  get diagnostics v_decisions = row_count;
  return query update inbox.erasure x set finished_at = now(), decisions = x.decisions + v_decisions,
      orders = x.orders + ledger.forget_contacts_of(p_owners, e.subjects),
      customers = x.customers + ledger.mark_erased(p_owners, e.asked_at)
    where x.id = p_erasure returning x.*;
end $$;
