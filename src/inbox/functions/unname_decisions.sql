-- Operators write what they like: whatever looks like an e-mail address goes from the reasons of these workflows' decisions.
create or replace function inbox.unname_decisions(p_workflows text[]) returns integer language plpgsql as $$
declare
  v_count integer;
begin
  update inbox.decision set reason = inbox.without_addresses(reason), detail = inbox.without_addresses(detail),
      patch = inbox.without_addresses(patch::text)::jsonb
    where workflow_id = any(p_workflows)
      and (strpos(reason, '@') > 0 or strpos(detail, '@') > 0 or strpos(patch::text, '@') > 0);
  get diagnostics v_count = row_count;
  return v_count;
end $$;
