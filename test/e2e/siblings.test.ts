import { createHash } from 'node:crypto'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEndpoints } from '../../src/api/endpoints.ts'
import { createPeople } from '../../src/api/people.ts'
import { translateDelivery } from '../../src/api/translate-delivery.ts'
import { buildDelivery, type DeliveryRequest } from '../../src/cli/delivery.ts'
import { loadConfig } from '../../src/config.ts'
import { createContactCipher } from '../../src/inbox/contact-cipher.ts'
import { createLedger, type Ledger } from '../../src/ledger/ledger.ts'
import { createTeardown } from '../../src/stack/teardown.ts'
import { createTestDatabase } from '../support/database.ts'
import { serviceEnv, TEST_SECRETS } from '../support/service.ts'

const teardown = createTeardown()
let ledger: Ledger
let state: (request: Sent) => Promise<void>

type Sent = Omit<DeliveryRequest, 'secret' | 'provider'>

beforeAll(async () => {
  const database = await createTestDatabase()
  teardown.add(database.drop)
  const pool = new pg.Pool({ connectionString: database.url, max: 4 })
  teardown.add(() => pool.end())
  ledger = createLedger(pool)
  const config = loadConfig(serviceEnv({ databaseUrl: database.url, temporalAddress: '', taskQueue: 'none' }))
  const deps = {
    policy: config.policy,
    people: createPeople(config.piiKey),
    cipher: createContactCipher(config.piiKey),
  }
  const stripe = createEndpoints(config).named('stripe')
  state = async (request) => {
    const { body } = buildDelivery({
      ...request,
      provider: 'stripe',
      secret: TEST_SECRETS.STRIPE_WEBHOOK_SECRET,
    })
    const raw = Buffer.from(body)
    const { plan } = translateDelivery(deps, stripe!, {
      raw,
      bodySha256: createHash('sha256').update(raw).digest('hex'),
      headers: {},
      receivedAt: new Date(),
      secretId: 'test',
      source: 'simulator',
    })
    if (plan.type === 'fulfil') await ledger.stateFact(plan.statement, { finish: false })
  }
})

afterAll(() => teardown.run())

/** One payment as Stripe tells it: three siblings that all say "paid", two refunds, a dispute that was won. */
function events(id: string): Sent[] {
  const sale = { paymentId: `pi_${id}`, currency: 'USD', user: `u-${id}`, order: `o-${id}` }
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 12, minute))
  return [
    { ...sale, type: 'checkout.session.completed', eventId: `evt_${id}_1`, amount: '25.00', at: at(0) },
    { ...sale, type: 'payment_intent.succeeded', eventId: `evt_${id}_2`, amount: '25.00', at: at(0) },
    { ...sale, type: 'charge.succeeded', eventId: `evt_${id}_3`, amount: '25.00', at: at(0) },
    { ...sale, type: 'charge.refunded', eventId: `evt_${id}_4`, amount: '5.00', at: at(5) },
    { ...sale, type: 'charge.refunded', eventId: `evt_${id}_5`, amount: '8.00', at: at(6) },
    { ...sale, type: 'charge.dispute.created', eventId: `evt_${id}_6`, amount: '17.00', at: at(7) },
    {
      ...sale,
      type: 'charge.dispute.closed',
      eventId: `evt_${id}_7`,
      amount: '17.00',
      outcome: 'won',
      at: at(9),
    },
  ]
}

test('siblings, refunds and a dispute of one payment give the same books in every order, however often each comes', async () => {
  let n = 0
  await fc.assert(
    fc.asyncProperty(
      fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }),
      fc.array(fc.nat({ max: 6 }), { maxLength: 5 }),
      async (order, repeated) => {
        const id = `s${n++}`
        const all = events(id)
        for (const index of [...order, ...repeated]) await state(all[index]!)
        const { balances } = await ledger.balances(`user:u-${id}`)
        expect(balances).toMatchObject([{ asset: 'USD', available: '1700', held: '0', pending: '0' }])
        expect(await ledger.order('stripe', `o-${id}`)).toMatchObject({ status: 'partially_refunded' })
      },
    ),
    { numRuns: 40 },
  )
  expect(await ledger.drift()).toEqual([])
})
