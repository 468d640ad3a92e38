-- The id of a decision is its sender's choice: it stands for one answer to one park, not for one among all workflows.
alter table inbox.decision drop constraint decision_pkey, add primary key (workflow_id, park_id, decision_id);

-- By the API, where it is the idempotency key, it stands for one decision of the workflow.
create unique index decision_by_api on inbox.decision (workflow_id, decision_id) where channel = 'api';
