-- The log is searched by what events bear, and by how their ids begin. What is rare together is not found by reading what is common
-- alone: states are few, and part of the other keys. `text_pattern_ops` answers both `=` and beginnings, whatever the database's
-- locale. Most take the place of another index, so that writes pay for three more.
drop index inbox.event_newest;
create index event_by_state on inbox.event (state, id desc);

drop index inbox.event_by_endpoint;
create index event_by_endpoint on inbox.event (endpoint, state, id desc) include (type, provider_type);

drop index inbox.event_by_type;
create index event_by_type on inbox.event (type, state, id desc) include (endpoint);
create index event_by_provider_type on inbox.event (provider_type, state, id desc) include (endpoint);

drop index inbox.event_by_payment;
create index event_by_payment on inbox.event (payment_id text_pattern_ops, id desc);
create index event_by_order on inbox.event (order_reference text_pattern_ops, id desc) where order_reference is not null;

drop index inbox.event_by_workflow;
create index event_by_workflow on inbox.event (workflow_id text_pattern_ops);
create index event_by_key on inbox.event (event_key text_pattern_ops);

-- How often they come together: two common ones may never meet.
create statistics inbox.event_kinds (mcv) on endpoint, state, type, provider_type from inbox.event;
