import { randomBytes } from 'node:crypto'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createPeople } from '../../src/api/people.ts'
import { quarantineDelivery } from '../../src/inbox/quarantine-delivery.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { newEvent } from '../inbox/new-event.ts'
import { type OperatorApi, startOperatorApi } from '../support/operator-api.ts'
import { findInDatabase } from '../support/search-database.ts'
import { TEST_SECRETS } from '../support/service.ts'
import { paidSession } from '../support/stripe-events.ts'
import { startWebhookApi, type WebhookApi } from '../support/webhook-api.ts'

let api: WebhookApi
let operator: OperatorApi
const lines: string[] = []
const people = createPeople(Buffer.from(TEST_SECRETS.PII_KEY, 'hex'))

beforeAll(async () => {
  api = await startWebhookApi()
  operator = await startOperatorApi({
    pool: api.pool,
    ledger: createLedger(api.pool),
    people,
    log: pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) }),
  })
})
afterAll(async () => {
  await operator.stop()
  await api.stop()
})

/** Somebody nobody has heard of. */
const somebody = () => {
  const id = randomBytes(5).toString('hex')
  const email = `Ann.${id}@Example.com`
  const sale = (cents = 1999, name = id) =>
    paidSession({ eventId: `evt_${name}`, paymentIntent: `pi_${name}`, userId: `u${id}`, cents, email })
  return { id, email, owner: `user:u${id}`, sale }
}

const erase = async (...names: string[]) => {
  const { status, body } = await operator.ask('POST', '/erasures', { names, actor: 'ada' })
  expect(status).toBe(200)
  return body
}

const eventOf = async (key: string) =>
  (await api.pool.query('select * from inbox.event where event_key = $1', [key])).rows[0]

test('an erased address is nowhere in the database, in no spelling; what was posted and its hashes stay', async () => {
  const { id, email, owner, sale } = somebody()
  await api.deliver('stripe', sale())
  await api.deliver('stripe', sale(5))
  await api.settle()
  const before = await eventOf(`evt_${id}`)
  const order = { amount: '1999', asset: 'USD', email }
  expect((await operator.ask('PUT', `/orders/stripe/order-${id}`, order)).status).toBe(200)
  await api.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, actor, reason, channel)
     values ($1, 'stripe:another', 'books-1-abcdef', 'retry', 'ada', $2, 'api')`,
    [`d-${id}`, `${email.toUpperCase()} called`],
  )
  expect(await findInDatabase(api.pool, email)).toEqual([
    'inbox.decision.reason',
    'inbox.event.raw',
    'inbox.quarantine.raw',
  ])
  expect(await erase(email)).toMatchObject({
    events: 1,
    contacts: 1,
    deliveries: 1,
    orders: 1,
    decisions: 1,
    alsoNamed: [owner],
  })
  expect(await findInDatabase(api.pool, email)).toEqual([])
  expect(await eventOf(`evt_${id}`)).toEqual({
    ...before,
    raw: null,
    headers: {},
    erased_at: expect.any(Date),
  })
  const contacts = 'select contact from ledger."order" where reference = $1'
  expect((await api.pool.query(contacts, [`order-${id}`])).rows).toEqual([{ contact: null }])
})

test('an address that stands anywhere in a body is found: in a link, in a note, in another letter case', async () => {
  const { id, email, owner } = somebody()
  const note = `write to <${email.toLowerCase()}>, please`
  const link = `https://shop.example.com/thanks?mail=${encodeURIComponent(email)}`
  for (const [n, hidden] of [note, link].entries()) {
    const body = JSON.parse(
      paidSession({ eventId: `evt_${id}_${n}`, paymentIntent: `pi_${id}_${n}`, userId: 'other', cents: 5 }),
    )
    body.data.object.note = { [`of ${n}`]: [hidden] }
    expect((await api.deliver('stripe', JSON.stringify(body))).status).toBe(200)
  }
  expect(await erase(email)).toMatchObject({ events: 2, alsoNamed: ['user:other'] })
  expect(await findInDatabase(api.pool, email)).toEqual([])
  expect(await erase(owner)).toMatchObject({ events: 0 })
})

test('erased by user, every event of theirs goes and nobody else’s', async () => {
  const [ann, bob] = [somebody(), somebody()]
  for (const { sale } of [ann, bob]) await api.deliver('stripe', sale())
  expect(await erase(ann.owner)).toMatchObject({ events: 1, contacts: 1 })
  expect((await eventOf(`evt_${bob.id}`)).raw).toEqual(Buffer.from(bob.sale()))
  expect(await findInDatabase(api.pool, bob.email)).not.toEqual([])
})

test('a webhook that comes again after the erasure is a duplicate, and brings no address back', async () => {
  const { id, email, sale } = somebody()
  await api.deliver('stripe', sale())
  await erase(email)
  expect(await api.deliver('stripe', sale())).toMatchObject({ status: 200, body: { duplicate: true } })
  // Nobody can check any more whether another figure contradicts the first one.
  expect(await api.deliver('stripe', sale(5))).toMatchObject({ status: 200, body: { duplicate: true } })
  await api.settle()
  expect(await findInDatabase(api.pool, email)).toEqual([])
  expect(await eventOf(`evt_${id}`)).toMatchObject({ deliveries: 3, unverifiable: 1, raw: null })
})

test('a contradiction that was judged before the erasure and is kept after it brings no body back', async () => {
  const { id, email, sale } = somebody()
  await api.deliver('stripe', sale())
  await erase(email)
  const delivery = newEvent({ eventKey: `evt_${id}`, raw: Buffer.from(sale(5)), eventHash: '1:another' })
  const { id: eventId } = await eventOf(`evt_${id}`)
  const quarantineId = await quarantineDelivery(api.pool, { eventId, delivery, reason: 'another amount' })
  const { rows } = await api.pool.query('select * from inbox.quarantine where id = $1', [quarantineId])
  expect(rows).toMatchObject([{ raw: null, headers: {}, erased_at: expect.any(Date) }])
})

test('asked for again, an erasure finds nothing more and is journalled again, by digests only', async () => {
  const { email, owner, sale } = somebody()
  await api.deliver('stripe', sale())
  const first = await erase(owner, email)
  const second = await erase(email, owner)
  expect(second).toMatchObject({ events: 0, contacts: 0, customers: 0 })
  const { rows } = await api.pool.query('select * from inbox.erasure where id in ($1, $2) order by id', [
    first.id,
    second.id,
  ])
  const subjects = [owner, people.ownerOfAddress(email)].map((name) => people.subjectOf(name)).sort()
  expect(rows).toMatchObject([
    { subjects, actor: 'ada', events: 1, finished_at: expect.any(Date) },
    { subjects, actor: 'ada', events: 0, finished_at: expect.any(Date) },
  ])
})

test('who asks for it may be who is erased: their address stays nowhere', async () => {
  const { email, sale } = somebody()
  await api.deliver('stripe', sale())
  expect((await operator.ask('POST', '/erasures', { names: [email], actor: email })).status).toBe(200)
  expect(await findInDatabase(api.pool, email)).toEqual([])
})

test('what contradicts an event is erased by the people it names itself, too', async () => {
  const [ann, bob] = [somebody(), somebody()]
  await api.deliver('stripe', ann.sale())
  await api.deliver('stripe', bob.sale(5, ann.id))
  expect(await erase(bob.email)).toMatchObject({ events: 0, deliveries: 1 })
  expect(await findInDatabase(api.pool, bob.email)).toEqual([])
  expect(await findInDatabase(api.pool, ann.email)).toEqual(['inbox.event.raw'])
})

test('what operators wrote about an erased person’s events loses its addresses', async () => {
  const { id, owner, sale } = somebody()
  await api.deliver('stripe', sale())
  await api.pool.query(
    `insert into inbox.decision (decision_id, workflow_id, park_id, decision, patch, actor, reason, channel)
     values ($1, $2, 'books-1-abcdef', 'amend', $3, 'ada@shop.example', 'x@y.example said "so"', 'signal')`,
    [`d-${id}`, `stripe:evt_${id}`, { owner: 'x@y.example', wallet: 'as "written" \\ x@y.example' }],
  )
  expect(await erase(owner)).toMatchObject({ decisions: 1 })
  const { rows } = await api.pool.query('select * from inbox.decision where decision_id = $1', [`d-${id}`])
  expect(rows).toMatchObject([
    {
      actor: 'ada@shop.example',
      reason: '[address] said "so"',
      patch: { owner: '[address]', wallet: 'as "written" \\ [address]' },
    },
  ])
})

test('error: an erasure names somebody, and who asks', async () => {
  for (const body of [{ names: [], actor: 'ada' }, { names: ['42'] }, { actor: 'ada' }])
    expect((await operator.ask('POST', '/erasures', body)).status).toBe(422)
})

test('an address that cannot be erased just now is in no log line', async () => {
  const { email } = somebody()
  const away = await startOperatorApi({
    people,
    pool: { query: () => Promise.reject(new Error('the database is away')) } as never,
    log: operator.deps.log,
  })
  expect((await away.ask('POST', '/erasures', { names: [email], actor: email })).status).toBe(503)
  await away.stop().catch(() => undefined)
  expect([...lines, ...api.lines].filter((line) => /@example\.com/i.test(line))).toEqual([])
})
