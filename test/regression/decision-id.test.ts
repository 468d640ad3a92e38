import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { park, storeEvent } from '../support/stored-event.ts'

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(() => api.stop())

test('a decision id that was written down with one patch cannot carry another one out', async () => {
  const { workflowId } = await storeEvent(api.deps.pool, { state: 'parked' })
  await park(api.deps.pool, { workflowId })
  const body = {
    decisionId: 'd1',
    parkId: 'books-1-abc123',
    decision: 'amend',
    actor: 'ada',
    reason: 'asked',
  }
  // The first came while Temporal was away: it is in the journal, and nowhere else.
  await api.deps.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, patch, actor, reason, channel)
     values ('d1', $1, 'books-1-abc123', 'amend', '{"owner":"user:ann"}', 'ada', 'asked', 'api')`,
    [workflowId],
  )
  const path = `/workflows/${encodeURIComponent(workflowId)}/decisions`
  const answer = await api.ask('POST', path, { ...body, patch: { owner: 'user:mallory' } })
  expect(answer.status).toBe(409)
  expect(answer.body.detail).toContain('another decision')
})
