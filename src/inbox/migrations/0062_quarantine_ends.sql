-- A delivery in quarantine waits until somebody releases it, or says why it is not to be.
alter table inbox.quarantine
  add column dismissed_at timestamptz,
  add column closed_by text,
  add column closed_because text;

-- What waits for a person, or was given up by one.
create index quarantine_open on inbox.quarantine (received_at, id) where released_at is null and dismissed_at is null;
create index event_aborted on inbox.event (processed_at, id) where state = 'aborted';
