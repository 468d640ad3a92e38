import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleOf, entriesOf } from '../support/evidence.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { storeEvent } from '../support/stored-event.ts'

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(() => api.stop())

test('who decided about a person stays in the evidence when that person is forgotten, and the chain holds', async () => {
  const { pool } = api.deps
  const name = randomBytes(6).toString('hex')
  const [paymentId, address] = [`pi_${name}`, `bob.${name}@example.test`]
  const { workflowId } = await storeEvent(pool, { eventKey: `evt_${name}`, paymentId })
  await pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, actor, reason, channel)
     values ($1, $2, 'books-1-abc', 'retry', 'ada@shop.test', $3, 'api')`,
    [name, workflowId, `${address} asked for it`],
  )
  const before = await bundleOf(api, 'stripe', paymentId)
  expect((await api.ask('POST', '/erasures', { names: [address], actor: 'ada' })).status).toBe(200)
  const after = await bundleOf(api, 'stripe', paymentId)
  expect(JSON.stringify(after)).not.toMatch(/@shop|bob\./)
  expect(entriesOf(after, 'decision.sent')).toEqual(entriesOf(before, 'decision.sent'))
  expect(after.heads).toMatchObject([{ head: before.head, holds: true }])
  const { rows } = await pool.query('select actor, reason from inbox.decision where decision_id = $1', [name])
  expect(rows).toEqual([{ actor: 'ada@shop.test', reason: '[address] asked for it' }])
})
