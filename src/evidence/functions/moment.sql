-- To the microsecond, and always as wide: as text it sorts like the moment.
create or replace function evidence.moment(p_at timestamptz) returns text language sql stable as $$
  select to_char(p_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;
