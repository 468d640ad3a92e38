-- Closes what no longer holds and opens what this event made visible. Returns what this event must answer
-- for: also when it states the same again, since its first reply may have been lost.
create or replace function ledger.note_problems(p ledger.payment, o ledger."order", s jsonb)
returns jsonb language plpgsql as $$
declare
  v_problems jsonb;
begin
  if not exists (select 1 from ledger.problems_of(p, o))
    and not exists (select 1 from ledger.payment_problem where payment = p.id and closed_at is null)
  then
    return '[]';
  end if;
  with holds as (
    select * from ledger.problems_of(p, o)
  ), closed as (
    update ledger.payment_problem c set closed_at = now()
      where c.payment = p.id and c.closed_at is null
        and not exists (select 1 from holds h where (h.code, h.subject) = (c.code, c.subject))
  ), opened as (
    insert into ledger.payment_problem (payment, code, subject, endpoint, event_key)
      select p.id, h.code, h.subject, s->>'endpoint', s->>'eventKey' from holds h
      where s ? 'eventKey'
      on conflict (payment, code, subject) where closed_at is null do nothing
      returning code, subject
  )
  select coalesce(jsonb_agg(
      jsonb_build_object('code', h.code, 'message', h.message) order by h.code, h.subject
    ), '[]')
    into v_problems from holds h
    where (h.code, h.subject) in (select code, subject from opened)
      or exists (
        select 1 from ledger.payment_problem mine
        where mine.payment = p.id and mine.closed_at is null
          and (mine.code, mine.subject) = (h.code, h.subject)
          and (mine.endpoint, mine.event_key) = (s->>'endpoint', s->>'eventKey')
      );
  return v_problems;
end $$;
