-- What became of the events of a day is counted from this index alone. Rows are wide: none is read, as long as vacuum keeps
-- up, which on a large table it does only when told to.
create index event_by_time on inbox.event (received_at) include (endpoint, state, deliveries, secret_id);
create index quarantine_by_time on inbox.quarantine (received_at);
alter table inbox.event set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_insert_scale_factor = 0.01);
