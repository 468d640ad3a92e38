import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PROVIDERS } from '../../src/providers/index.ts'
import { fixturesOf, rawOf } from '../providers/contract/fixture.ts'
import { HOSTILE_BODIES } from '../providers/contract/hostile.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
beforeAll(async () => {
  api = await startWebhookApi({ env: { UNVERIFIED_RATE_PER_MINUTE: '100000' } })
})
afterAll(() => api.stop())

describe.each(PROVIDERS.map(({ name, rejectStatus }) => ({ name, rejectStatus })))(
  '$name',
  ({ name, rejectStatus }) => {
    const fixtures = fixturesOf(name).filter(({ settings, fulfilOn }) => !settings && !fulfilOn)
    const good = fixtures.filter(({ refused }) => refused === undefined)

    test('every delivery is stored and answered 200, again 200 as a duplicate', async () => {
      expect(good.length).toBeGreaterThan(3)
      for (const fixture of good) {
        const first = await api.deliver(name, rawOf(fixture), `msg_${fixture.file}`)
        expect(first, fixture.file).toMatchObject({ status: 200, body: { received: true, duplicate: false } })
        // Some fixtures share an event key and say different things: the later ones are quarantined.
        if (first.body.quarantined === true) continue
        const again = await api.deliver(name, rawOf(fixture), `msg_${fixture.file}`)
        expect(again, fixture.file).toMatchObject({
          status: 200,
          body: { received: true, duplicate: true, duration_ms: expect.any(Number) },
        })
      }
    })

    test('a workflow is named only where there is something to do', async () => {
      const fixture = good.find(({ plan }) => plan !== undefined && !['recorded', 'ignored'].includes(plan))
      const idle = good.find(({ plan }) => plan === 'ignored' || plan === 'recorded')
      if (fixture !== undefined) {
        const answer = await api.deliver(name, rawOf(fixture), `msg_${fixture.file}`)
        expect(answer.body.workflowId).toMatch(new RegExp(`^${name}:`))
      }
      expect(idle).toBeDefined()
      if (idle === undefined) return
      const answer = await api.deliver(name, rawOf(idle), `msg_${idle.file}`)
      expect(answer.body).not.toHaveProperty('workflowId')
    })

    test('a bad signature is refused as the provider documents it', async () => {
      const [fixture] = good
      if (fixture === undefined) throw new Error('no fixture')
      const answer = await api.post(`/webhooks/${name}`, rawOf(fixture))
      expect(answer).toMatchObject({
        status: rejectStatus,
        body: { error: 'Invalid signature', code: 'BAD_SIGNATURE' },
      })
    })

    test('verified bodies that cannot be read are 400 and leave nothing behind', async () => {
      const before = await api.pool.query('select count(*) from inbox.event')
      const refused = fixtures.filter((fixture) => fixture.refused !== undefined)
      const hostile = HOSTILE_BODIES.map(([, raw]) => ({ raw, eventId: undefined }))
      for (const { raw, eventId } of [...refused.map((one) => ({ raw: rawOf(one), ...one })), ...hostile]) {
        const answer = await api.deliver(name, raw, eventId)
        expect(answer, raw.toString('latin1').slice(0, 80)).toMatchObject({
          status: 400,
          body: { code: 'INVALID_PAYLOAD' },
        })
      }
      const after = await api.pool.query('select count(*) from inbox.event')
      expect(after.rows).toEqual(before.rows)
    })
  },
)

test.each([
  ['loops', '/api/webhooks/loops'],
  ['cryptopay', '/webhook'],
])('the URL in the guide of %s is the same endpoint', async (name, path) => {
  const [fixture] = fixturesOf(name)
  if (fixture === undefined) throw new Error('no fixture')
  const raw = rawOf(fixture)
  expect(await api.deliver(name, raw)).toMatchObject({ status: 200 })
  expect(await api.post(path, raw, api.sign(name, raw))).toMatchObject({
    status: 200,
    body: { duplicate: true },
  })
  expect(await api.post(path, raw)).toMatchObject({ status: 400, body: { code: 'BAD_SIGNATURE' } })
})

test('no e-mail address is in any event, plan, workflow id or log line', async () => {
  await api.settle()
  const { rows } = await api.pool.query(
    'select event::text || plan::text || workflow_id || event_key || subjects::text as text from inbox.event',
  )
  expect(rows.length).toBeGreaterThan(100)
  const address = /[\w.+-]+@[\w-]+/
  for (const { text } of rows) expect(text).not.toMatch(address)
  for (const line of api.lines) expect(line).not.toMatch(address)
  const contacts = await api.pool.query('select count(*)::int as count from inbox.contact')
  expect(contacts.rows[0].count).toBeGreaterThan(5)
})
