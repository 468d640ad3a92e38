import { Pool } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Statement } from '../../src/domain/fact.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { quarantine, storeEvent } from '../support/stored-event.ts'

let api: OperatorApi
beforeAll(async () => {
  api = await startOperatorApi()
})
afterAll(() => api.stop())

let count = 0

/** Credits one payment, as its workflow would. */
const pay = async (changes: Partial<Statement> = {}): Promise<Statement> => {
  count += 1
  const statement: Statement = {
    endpoint: 'stripe',
    eventKey: `evt_paid_${count}`,
    account: 'shop',
    paymentId: `pi_paid_${count}`,
    refs: [],
    at: '2026-11-22T10:00:00.000Z',
    fact: { type: 'money', state: 'confirmed', value: 'credit', amount: '1999', asset: 'USD' },
    owner: { owner: `user:u${count}`, source: 'user' },
    ...changes,
  }
  await api.deps.ledger.stateFact(statement, { finish: false })
  return statement
}

test('a bare name is a user; amounts are minor units with their scale beside them', async () => {
  await pay({ owner: { owner: 'user:ada', source: 'user' } })
  const expected = {
    owner: 'user:ada',
    balances: [{ asset: 'USD', scale: 2, available: '1999', pending: '0', held: '0', spendable: '1999' }],
    restricted: false,
  }
  expect((await api.ask('GET', '/balances/ada')).body).toEqual(expected)
  expect((await api.ask('GET', '/balances/user%3Aada')).body).toEqual(expected)
})

test('an owner nobody has heard of has no balances, and may use nothing', async () => {
  expect(await api.ask('GET', '/balances/nobody')).toMatchObject({
    status: 200,
    body: { owner: 'user:nobody', balances: [], restricted: false },
  })
  expect((await api.ask('GET', '/access/nobody')).body).toEqual({ owner: 'user:nobody', access: [] })
})

test('an owner is found by e-mail address or wallet, however they are written', async () => {
  const owner = api.deps.people.ownerOfAddress('ada@example.com')
  await pay({ owner: { owner, source: 'email' } })
  for (const written of ['Ada@Example.com', 'user:ada@example.com', 'email:ADA@example.com'])
    expect((await api.ask('GET', `/balances/${encodeURIComponent(written)}`)).body).toMatchObject({
      owner,
      balances: [{ available: '1999' }],
    })
  const { body } = await api.ask('GET', `/balances/wallet:0x${'AB'.repeat(20)}`)
  expect(body).toMatchObject({ owner: `wallet:0x${'ab'.repeat(20)}` })
})

test('an asset that left the policy is still shown, with no scale made up', async () => {
  await pay({
    owner: { owner: 'user:relic', source: 'user' },
    fact: { type: 'money', state: 'confirmed', value: 'credit', amount: '5', asset: 'constructor' },
  })
  expect((await api.ask('GET', '/balances/relic')).body).toMatchObject({
    balances: [{ asset: 'constructor', scale: null, available: '5' }],
  })
})

test('what an owner may use now is shown with its period; what is over, or to come, is not', async () => {
  await api.deps.pool.query(
    `insert into ledger.access (owner, product, starts_at, ends_at, source)
     values ('user:grace', 'pro', '2026-11-22T10:00:00Z', null, 'shop:pi_1'),
       ('user:grace', 'course', '2026-10-01T10:00:00Z', now() - interval '1 second', 'shop:pi_2'),
       ('user:grace', 'seat', now() + interval '1 hour', now() + interval '2 hours', 'shop:pi_3')`,
  )
  expect((await api.ask('GET', '/access/grace')).body).toEqual({
    owner: 'user:grace',
    access: [{ product: 'pro', from: '2026-11-22T10:00:00.000Z', until: null, source: 'shop:pi_1' }],
  })
})

test('a registered order is pending until its payment comes, which is credited to its owner', async () => {
  const path = '/orders/shop/ORD%2F1'
  const registered = await api.ask('PUT', path, { amount: '1999', asset: 'USD', owner: 'buyer' })
  const order = { reference: 'ORD/1', account: 'shop', amount: '1999', asset: 'USD', scale: 2 }
  const open = { ...order, status: 'pending', settled: false, paidAt: null, txHash: null, paymentId: null }
  expect(registered).toMatchObject({ status: 200 })
  expect(registered.body).toEqual(open)
  expect((await api.ask('GET', path)).body).toEqual(open)
  const { paymentId } = await pay({ orderReference: 'ORD/1' })
  expect((await api.ask('GET', path)).body).toMatchObject({
    ...order,
    status: 'paid',
    settled: true,
    paymentId,
  })
  expect((await api.ask('GET', '/balances/buyer')).body).toMatchObject({ balances: [{ available: '1999' }] })
})

test('registering again changes what is not paid; once paid, only an equal amount is accepted', async () => {
  const path = '/orders/shop/ORD-2'
  await api.ask('PUT', path, { amount: '100', asset: 'USD' })
  expect((await api.ask('PUT', path, { amount: '1999', asset: 'USD' })).body).toMatchObject({
    amount: '1999',
  })
  await pay({ orderReference: 'ORD-2' })
  expect(await api.ask('PUT', path, { amount: '1999', asset: 'USD' })).toMatchObject({ status: 200 })
  expect(await api.ask('PUT', path, { amount: '100', asset: 'USD' })).toMatchObject({
    status: 409,
    body: { code: 'ORDER_ALREADY_PAID', detail: expect.stringContaining('ORD-2') },
  })
})

test('an order that is named by an e-mail address is found by it, and kept without it', async () => {
  const path = `/orders/shop/${encodeURIComponent('ada@example.com')}`
  const { body } = await api.ask('PUT', path, { amount: '1', asset: 'USD' })
  expect(body).toMatchObject({ reference: expect.stringMatching(/^~[0-9a-f]{32}$/) })
  expect((await api.ask('GET', path)).body).toEqual(body)
})

test('the address of an order is kept, but not readable', async () => {
  await api.ask('PUT', '/orders/shop/ORD-3', { amount: '1', asset: 'USD', email: 'ada@example.com' })
  const { rows } = await api.deps.pool.query<{ contact: Buffer }>(
    `select contact from ledger."order" where reference = 'ORD-3'`,
  )
  const contact = rows[0]?.contact ?? Buffer.alloc(0)
  expect(contact.includes('ada')).toBe(false)
  expect(api.deps.cipher.open(contact, 'order:shop:ORD-3')).toBe('ada@example.com')
})

test.each([
  [{ amount: 1999, asset: 'USD' }, 422, /amount/],
  [{ amount: '19.99', asset: 'USD' }, 422, /minor units/],
  [{ amount: '0', asset: 'USD' }, 422, /amount/],
  [{ amount: '1', asset: 'usd' }, 422, /usd is not in the policy/],
  [{ amount: '1', asset: '__proto__' }, 422, /not in the policy/],
  [{ amount: '1', asset: 'USD', email: 'nobody' }, 422, /email/],
  [{ amount: '1', asset: 'USD', owner: 'a\u0000b' }, 422, /owner/],
  [{ amount: '1', asset: 'USD', note: 'x' }, 422, /note/],
  [undefined, 422, /object/],
  ['{"amount":', 400, /JSON/],
  [`"${'x'.repeat(70_000)}"`, 413, /64 KiB/],
])('error: the order %j is refused, and nothing is registered', async (body, status, detail) => {
  const answer = await api.ask('PUT', '/orders/shop/ORD-WRONG', body)
  expect(answer.status).toBe(status)
  expect(answer.body).toMatchObject({ status, detail: expect.stringMatching(detail) })
  expect((await api.ask('GET', '/orders/shop/ORD-WRONG')).status).toBe(404)
})

test('a payment is shown with its books and every event that speaks of it, contradictions too', async () => {
  const event = { account: 'shop', paymentId: 'pi_shown' }
  const stored = await storeEvent(api.deps.pool, { ...event, eventKey: 'evt_shown' })
  await pay({ eventKey: 'evt_shown', paymentId: 'pi_shown', refs: ['cs_shown'] })
  const apart = await quarantine(api.deps.pool, stored.id)
  const shown = (await api.ask('GET', '/payments/shop/pi_shown')).body
  expect(shown).toEqual({
    account: 'shop',
    paymentId: 'pi_shown',
    status: 'paid',
    network: null,
    asset: 'USD',
    scale: 2,
    amount: '1999',
    refunded: '0',
    owner: expect.stringMatching(/^user:/),
    postings: [
      {
        n: 1,
        transferId: expect.any(String),
        at: expect.any(String),
        entries: [
          { owner: expect.any(String), kind: 'clearing', asset: 'USD', amount: '-1999', scale: 2 },
          {
            owner: expect.stringMatching(/^user:/),
            kind: 'available',
            asset: 'USD',
            amount: '1999',
            scale: 2,
          },
        ],
      },
    ],
    effects: [],
    events: [
      {
        id: stored.id,
        endpoint: 'stripe',
        eventKey: 'evt_shown',
        providerType: 'checkout.session.completed',
        state: 'fulfilled',
        workflowId: 'stripe:evt_shown',
      },
      expect.objectContaining({ id: apart, state: 'quarantined' }),
    ],
  })
  expect((await api.ask('GET', '/payments/shop/cs_shown')).body).toEqual(shown)
})

test.each(['/payments/shop/pi_none', '/orders/shop/none'])('error: %s is not found', async (path) => {
  expect(await api.ask('GET', path)).toMatchObject({ status: 404, body: { status: 404 } })
})

test('error: while the database is away the answer is 503 and says when to come back', async () => {
  const nobody = new Pool({ connectionString: 'postgres://nobody@127.0.0.1:1/none' })
  const away = await startOperatorApi({ pool: nobody, ledger: createLedger(nobody) })
  for (const path of ['/events', '/events/1', '/parked', '/balances/ada', '/payments/shop/pi_1']) {
    const answer = await away.ask('GET', path)
    expect(answer).toMatchObject({ status: 503, body: { type: 'urn:quittance:problem:unavailable' } })
    expect(answer.headers.get('retry-after')).toBe('5')
  }
  await away.stop()
})

test('a customer is shown with the event that made them one, and by their address too', async () => {
  const { endpoint, eventKey, owner } = await pay()
  const shown = await api.ask('GET', `/customers/${encodeURIComponent(owner?.owner ?? '')}`)
  expect(shown).toMatchObject({
    status: 200,
    body: { owner: owner?.owner, account: 'shop', firstEvent: { endpoint, eventKey }, erasedAt: null },
  })
  const byAddress = api.deps.people.ownerOfAddress('bea@example.com')
  await pay({ owner: { owner: byAddress, source: 'email' } })
  expect((await api.ask('GET', '/customers/bea%40example.com')).body).toMatchObject({ owner: byAddress })
})

test('error: a customer nobody has heard of is 404', async () => {
  expect((await api.ask('GET', '/customers/nobody')).status).toBe(404)
})
