import type { Pool } from 'pg'
import type { OpenedPark, Park } from './inbox.ts'
import { query } from './query.ts'

// Said again, a park is the same row; one that is already closed stays closed, and its event where it went on.
const OPEN = `
  with superseded as (
    update inbox.park set closed_at = now()
    where workflow_id = $2 and park_id <> $1 and closed_at is null and since < $13
  ), parked as (
    insert into inbox.park as park (
      park_id, workflow_id, run_id, workflow_type, step, code, message, endpoint, event_key, account, payment_id,
      decisions, since, closed_at)
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
      (select now() from inbox.park where workflow_id = $2 and park_id <> $1 and since > $13 limit 1))
    on conflict (workflow_id, park_id) do update
      set run_id = excluded.run_id, workflow_type = excluded.workflow_type, step = excluded.step,
          code = excluded.code, message = excluded.message, endpoint = excluded.endpoint,
          event_key = excluded.event_key, account = excluded.account, payment_id = excluded.payment_id,
          decisions = excluded.decisions, since = excluded.since,
          closed_at = coalesce(park.closed_at, excluded.closed_at)
    returning park.closed_at
  )
  update inbox.event set state = 'parked', last_error = $6 || ': ' || $7
  from parked
  where endpoint = $8 and event_key = $9 and state = 'received' and parked.closed_at is null`

export async function openPark(pool: Pool, park: Park): Promise<void> {
  await query(pool, OPEN, [
    park.parkId,
    park.workflowId,
    park.runId,
    park.workflowType,
    park.step,
    park.code,
    park.message,
    park.endpoint,
    park.eventKey,
    park.account,
    park.paymentId,
    park.decisions,
    park.since,
  ])
}

const ESCALATE = `
  update inbox.park set escalated_at = now()
  where workflow_id = $1 and park_id = $2 and closed_at is null
  returning park_id as "parkId", workflow_id as "workflowId", run_id as "runId", workflow_type as "workflowType",
    step, code, since, account, payment_id as "paymentId"`

export async function escalatePark(
  pool: Pool,
  workflowId: string,
  parkId: string,
): Promise<OpenedPark | undefined> {
  const [row] = await query<Omit<OpenedPark, 'since'> & { since: Date }>(pool, ESCALATE, [workflowId, parkId])
  return row === undefined ? undefined : { ...row, since: row.since.toISOString() }
}

// The decision may overtake the row it answers (Postgres may be why the step parked): the row is then born closed, and
// of no time, so that no other seems older.
const CLOSE = `
  with closed as (
    insert into inbox.park as park (
      park_id, workflow_id, run_id, workflow_type, step, code, message, decisions, since, closed_at)
    values ($2, $1, '', '', '', '', '', '{}', 'epoch', now())
    on conflict (workflow_id, park_id) do update set closed_at = coalesce(park.closed_at, now())
  )
  update inbox.event set state = 'received', last_error = null
  where workflow_id = $1 and state = 'parked'
    and not exists (
      select from inbox.park where workflow_id = $1 and park_id <> $2 and closed_at is null)`

export async function closePark(pool: Pool, workflowId: string, parkId: string): Promise<void> {
  await query(pool, CLOSE, [workflowId, parkId])
}

export async function closeOtherParks(pool: Pool, workflowId: string, parkId?: string): Promise<void> {
  await query(
    pool,
    `update inbox.park set closed_at = now()
     where workflow_id = $1 and park_id is distinct from $2 and closed_at is null`,
    [workflowId, parkId],
  )
}
