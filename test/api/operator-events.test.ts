import { afterAll, beforeAll, expect, test } from 'vitest'
import { type AnswerBody, type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { park, quarantine, storeEvent } from '../support/stored-event.ts'

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(() => api.stop())

const idsOf = (body: AnswerBody) => (body.data as { id: string }[]).map(({ id }) => id)
const list = async (query: string) => (await api.ask('GET', `/events?${query}`)).body

test('an event is listed with what became of it', async () => {
  const { id, eventKey, workflowId } = await storeEvent(api.deps.pool, { endpoint: 'listed' })
  expect(await list('endpoint=listed')).toEqual({
    data: [
      {
        id,
        endpoint: 'listed',
        eventKey,
        providerType: 'checkout.session.completed',
        type: 'payment.succeeded',
        state: 'fulfilled',
        paymentId: expect.stringMatching(/^pi_/),
        orderReference: null,
        workflowId,
        receivedAt: '2026-11-22T10:00:00.000Z',
        processedAt: null,
        deliveries: 1,
      },
    ],
    nextCursor: null,
  })
})

test('pages follow one another, newest first, and miss nothing when new events come in between', async () => {
  const stored: string[] = []
  for (let n = 0; n < 5; n++) stored.push((await storeEvent(api.deps.pool, { endpoint: 'paged' })).id)
  const first = await list('endpoint=paged&limit=2')
  await storeEvent(api.deps.pool, { endpoint: 'paged' })
  const second = await list(`endpoint=paged&limit=2&cursor=${first.nextCursor}`)
  const last = await list(`endpoint=paged&limit=2&cursor=${second.nextCursor}`)
  expect([...idsOf(first), ...idsOf(second), ...idsOf(last)]).toEqual(stored.toReversed())
  expect(last.nextCursor).toBeNull()
})

test.each([
  { filter: 'state=parked', finds: { state: 'parked' } },
  { filter: 'type=payment.refunded', finds: { type: 'payment.refunded' } },
  { filter: 'type=charge:pending', finds: { providerType: 'charge:pending' } },
  { filter: 'payment=pi_wanted', finds: { paymentId: 'pi_wanted' } },
  { filter: 'key=evt_wanted', finds: { eventKey: 'evt_wanted' } },
  { filter: 'from=2026-11-22T11:00:00Z', finds: { receivedAt: '2026-11-22T11:00:00Z' } },
  { filter: 'to=2026-11-22T09:00:00%2B00:00', finds: { receivedAt: '2026-11-22T08:59:59Z' } },
  { filter: 'order=ORDER-50', finds: { orderReference: 'ORDER-50' } },
  { filter: 'order=pi_its_own', finds: { paymentId: 'pi_its_own' } },
  { filter: 'q=ORDER-50%25_', finds: { orderReference: 'ORDER-50%_OFF' } },
  { filter: 'q=evt_searched', finds: { eventKey: 'evt_searched' } },
  { filter: 'q=pi_sear', finds: { paymentId: 'pi_searched' } },
])('events are found by $filter, and no others', async ({ filter, finds }) => {
  const endpoint = `shop-${filter.length}-${filter.charCodeAt(0)}`
  await storeEvent(api.deps.pool, { endpoint, orderReference: 'ORDER-50x' })
  const wanted = await storeEvent(api.deps.pool, { endpoint, ...finds })
  expect(idsOf(await list(`endpoint=${endpoint}&${filter}`))).toEqual([wanted.id])
})

test('a contradicting delivery is listed as quarantined, with the event and not among the others', async () => {
  const { id } = await storeEvent(api.deps.pool, { endpoint: 'contradicted' })
  const apart = await quarantine(api.deps.pool, id)
  expect(idsOf(await list('endpoint=contradicted'))).toEqual([id])
  expect(await list('endpoint=contradicted&state=quarantined')).toMatchObject({
    data: [{ id: apart, state: 'quarantined', type: 'payment.succeeded' }],
  })
  const [found, other] = [
    await list('state=quarantined&q=contradicted:'),
    await list('state=quarantined&q=other:'),
  ]
  expect([idsOf(found), idsOf(other)]).toEqual([[apart], []])
  expect((await api.ask('GET', `/events/${id}`)).body).toMatchObject({ quarantined: [apart] })
  const { body } = await api.ask('GET', `/events/${apart}?raw=1`)
  expect(body).toMatchObject({ id: apart, contradicts: id, reason: 'another amount' })
  expect(Buffer.from(String(body.raw), 'base64').toString()).toBe('contradiction')
})

test('one event is shown with its plan, open park and decisions; its body only to who asks for it', async () => {
  const { id, workflowId } = await storeEvent(api.deps.pool, {
    endpoint: 'shown',
    state: 'parked',
    raw: '{"a":1}',
  })
  await park(api.deps.pool, { workflowId, parkId: 'books-1-old000', closed: true })
  await park(api.deps.pool, { workflowId, parkId: 'books-2-new000' })
  await api.deps.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, actor, reason, channel)
     values ('d1', $1, 'books-1-old000', 'retry', 'ada', 'policy fixed', 'api')`,
    [workflowId],
  )
  const { status, body } = await api.ask('GET', `/events/${id}`)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    id,
    workflowId,
    event: { type: 'payment.succeeded' },
    plan: { type: 'fulfil' },
    amendment: {},
    park: { parkId: 'books-2-new000', step: 'books', code: 'UNKNOWN_ASSET' },
    decisions: [{ decisionId: 'd1', actor: 'ada', reason: 'policy fixed', outcome: 'pending' }],
    quarantined: [],
  })
  expect(body).not.toHaveProperty('raw')
  const withBody = await api.ask('GET', `/events/${id}?raw=1`)
  expect(Buffer.from(String(withBody.body.raw), 'base64').toString()).toBe('{"a":1}')
})

test('an erased body is null', async () => {
  const { id } = await storeEvent(api.deps.pool)
  await api.deps.pool.query('update inbox.event set raw = null, erased_at = now() where id = $1', [id])
  expect((await api.ask('GET', `/events/${id}?raw=true`)).body).toMatchObject({ raw: null })
})

const parkedAfter = (...position: string[]) =>
  `/parked?cursor=${Buffer.from(JSON.stringify(position)).toString('base64url')}`

test.each([
  [parkedAfter('2026-02-30T10:00:00Z', 'w', 'p'), 400, /nextCursor/],
  [parkedAfter('0000-01-01T10:00:00Z', 'w', 'p'), 400, /nextCursor/],
  [parkedAfter('2026-01-01T10:00:00Z', 'w\0', 'p'), 400, /nextCursor/],
  ['/events?state=lost', 400, /state/],
  ['/events?limit=0', 400, /limit/],
  ['/events?limit=201', 400, /limit/],
  ['/events?from=yesterday', 400, /from/],
  ['/events?cursor=zzz', 400, /nextCursor/],
  ['/events?q=%00', 400, /q/],
  [`/events?cursor=${Buffer.from('["7"]').toString('base64url')}`, 400, /nextCursor/],
  ['/events?statee=parked', 400, /statee/],
  ['/events?state=parked&state=ignored', 400, /state/],
  ['/events/abc', 400, /id/],
  ['/events/999999', 404, /no event 999999/],
  ['/events/q999999', 404, /no event q999999/],
  ['/events/%E0%A4%A', 400, /well-formed URL/],
  ['/nothing', 404, /no route GET \/nothing/],
])('error: %s is a problem document that says what is wrong', async (path, status, detail) => {
  const answer = await api.ask('GET', path)
  expect(answer.status).toBe(status)
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
  expect(answer.body).toMatchObject({
    status,
    title: expect.any(String),
    detail: expect.stringMatching(detail),
  })
})

test('an event is found by the longest key a provider can compose', async () => {
  const eventKey = `wallet.deposit.detected-${'k'.repeat(1_080)}`
  const { id } = await storeEvent(api.deps.pool, { eventKey })
  expect((await api.ask('GET', `/events?key=${eventKey}`)).body).toMatchObject({ data: [{ id }] })
})

test('refusals are listed newest first, page by page', async () => {
  for (const reason of ['missing_signature', 'stale_timestamp', 'wrong_signature'])
    await api.deps.pool.query(
      `insert into inbox.refusal (endpoint, reason, size, body_sha256, peer, at)
       values ('stripe', $1, 12, 'abc', '192.0.2.1', '2026-11-22T10:00:00Z')`,
      [reason],
    )
  const first = await api.ask('GET', '/refusals?limit=2')
  expect(first.body.data).toEqual([
    expect.objectContaining({ reason: 'wrong_signature' }),
    {
      endpoint: 'stripe',
      reason: 'stale_timestamp',
      at: '2026-11-22T10:00:00.000Z',
      size: 12,
      bodySha256: 'abc',
      peer: '192.0.2.1',
    },
  ])
  const last = await api.ask('GET', `/refusals?limit=2&cursor=${first.body.nextCursor}`)
  expect(last.body).toMatchObject({ data: [{ reason: 'missing_signature' }], nextCursor: null })
})

test('open parks are listed, the one that waits longest first, page by page', async () => {
  await api.deps.pool.query('delete from inbox.park')
  for (const [n, since] of ['10:00:02.000001Z', '10:00:02.000002Z', '10:00:01Z', '10:00:00Z'].entries())
    await park(api.deps.pool, {
      workflowId: `stripe:evt_p${n}`,
      since: `2026-11-22T${since}`,
      closed: n === 3,
    })
  const seen: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await api.ask('GET', `/parked?limit=1${cursor}`)
    seen.push(...(body.data as { workflowId: string }[]).map(({ workflowId }) => workflowId))
    if (body.nextCursor === null) break
    cursor = `&cursor=${body.nextCursor}`
  }
  expect(seen).toEqual(['stripe:evt_p2', 'stripe:evt_p0', 'stripe:evt_p1'])
  expect((await api.ask('GET', '/parked?limit=1')).body.data).toEqual([
    {
      workflowId: 'stripe:evt_p2',
      endpoint: null,
      eventKey: null,
      account: null,
      type: 'fulfilPayment',
      step: 'books',
      parkId: 'books-1-abc123',
      reason: 'UNKNOWN_ASSET: asset "XYZ" is not in the policy',
      since: '2026-11-22T10:00:01.000Z',
      paymentId: 'pi_9',
      decisions: ['retry', 'amend', 'skip', 'abort'],
    },
  ])
})
