-- Ends the statement with nothing changed. The hint is the code of docs/errors.md.
create or replace function mint.refuse(p_code text, p_message text) returns void language plpgsql as $$
begin
  raise exception using errcode = 'QT409', message = p_message, hint = p_code;
end $$;
