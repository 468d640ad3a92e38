-- What a person was asked, and what they said. Their words are shown as an erasure leaves them. A park whose row is of
-- no time was answered before it could be written down: it comes when it is.
create or replace function evidence.decided(p_workflows text[]) returns setof evidence.entry
language plpgsql stable as $$
begin
  return query
    select concat_ws(':', 'park', evidence.short(p.workflow_id, p.park_id), happened.as_id), 'park.' || happened.how,
      happened.at, jsonb_build_object('workflowId', p.workflow_id, 'parkId', p.park_id) || happened.data
    from inbox.park p
    cross join lateral (values
      ('opened', null, p.since, jsonb_build_object('workflowType', p.workflow_type, 'step', p.step, 'code', p.code,
        'message', p.message, 'decisions', p.decisions)),
      ('closed', 'closed', p.closed_at, '{}')) happened (how, as_id, at, data)
    where p.workflow_id = any(p_workflows) and p.since > 'epoch' and happened.at is not null;
  return query
    select concat_ws(':', 'decision', evidence.short(d.workflow_id, d.park_id, d.decision_id), happened.as_id),
      'decision.' || happened.how, happened.at, happened.data || jsonb_build_object('workflowId', d.workflow_id,
        'parkId', d.park_id, 'decisionId', inbox.without_addresses(d.decision_id))
    from inbox.decision d
    cross join lateral (values
      ('sent', null, d.created_at, jsonb_build_object('decision', d.decision, 'channel', d.channel, 'actor', d.actor,
        'reason', inbox.without_addresses(d.reason), 'patch', inbox.without_addresses(d.patch::text)::jsonb)),
      ('settled', 'settled', d.settled_at, jsonb_build_object('outcome', d.outcome,
        'detail', inbox.without_addresses(d.detail)))) happened (how, as_id, at, data)
    where d.workflow_id = any(p_workflows) and happened.at is not null;
end $$;
