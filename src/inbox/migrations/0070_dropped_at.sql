-- When a body went because its retention ended; of those that went before this column, nobody knows.
alter table inbox.event add column dropped_at timestamptz;
alter table inbox.quarantine add column dropped_at timestamptz;
