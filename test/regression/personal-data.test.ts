import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
let operator: OperatorApi
const lines: string[] = []
beforeAll(async () => {
  api = await startWebhookApi()
  const broken = { balances: () => Promise.reject(new Error('a bug')) } as never
  operator = await startOperatorApi({
    log: pino({}, { write: (line: string) => void lines.push(line) }),
    ledger: broken,
  })
})
afterAll(async () => {
  await api.stop()
  await operator.stop()
})

test("a customer's name and telephone in the metadata do not travel through Temporal", async () => {
  const body = {
    id: 'evt_pii',
    type: 'checkout.session.completed',
    created: Math.floor(Date.now() / 1000),
    data: {
      object: {
        id: 'cs_pii',
        payment_status: 'paid',
        payment_intent: 'pi_pii',
        amount_total: 100,
        currency: 'usd',
        metadata: { user_id: '7', customer_name: 'Alice Example', phone: '+1 555 0100', plan: 'gold' },
      },
    },
  }
  expect((await api.deliver('stripe', JSON.stringify(body))).status).toBe(200)
  await api.settle()
  const [workflowId = ''] = api.starts
  const history = await api.temporal.client.workflow.getHandle(workflowId).fetchHistory()
  const [started] = history.events ?? []
  const payload = started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  const input = Buffer.from(payload ?? []).toString()
  expect(input).toContain('pi_pii')
  expect(input).not.toContain('Alice Example')
  expect(input).not.toContain('555 0100')
})

test('an address an operator asks about is in no log line, whatever goes wrong', async () => {
  expect((await operator.ask('GET', '/balances/alice@example.com')).status).toBe(500)
  expect((await operator.ask('GET', '/balances/alice%40example.com')).status).toBe(500)
  expect(lines.join('\n')).not.toMatch(/alice(?:@|%40)example/)
})
