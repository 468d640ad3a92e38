import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPeople } from '../../src/api/people.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { findInDatabase } from '../support/search-database.ts'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession } from '../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
let operator: OperatorApi

beforeAll(async () => {
  api = await startWebhookApi()
  operator = await startOperatorApi({
    pool: api.pool,
    ledger: createLedger(api.pool),
    people: createPeople(Buffer.from(TEST_SECRETS.PII_KEY, 'hex')),
  })
})
afterAll(async () => {
  await operator.stop()
  await api.stop()
})

test('erased by user, an address that an operator wrote about their subscription goes, too', async () => {
  const id = randomBytes(5).toString('hex')
  const email = `ann.${id}@example.com`
  const sale = JSON.parse(
    paidSession({ eventId: `evt_${id}`, paymentIntent: `pi_${id}`, userId: `u${id}`, cents: 1999, email }),
  )
  sale.data.object.subscription = `sub_${id}`
  expect((await api.deliver('stripe', JSON.stringify(sale))).status).toBe(200)
  await api.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, actor, reason, channel)
     values ($1, $2, 'none', 'extend', 'ada', $3, 'api')`,
    [`d-${id}`, `subscription:stripe:sub_${id}`, `promised to ${email}`],
  )
  const erasure = await operator.ask('POST', '/erasures', { names: [`user:u${id}`], actor: 'ada' })
  expect(erasure).toMatchObject({ status: 200, body: { events: 1, decisions: 1 } })
  expect(await findInDatabase(api.pool, email)).toEqual([])
})
