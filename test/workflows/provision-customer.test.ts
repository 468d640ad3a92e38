import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ending } from '../../src/activities/tell.ts'
import { readPolicy } from '../../src/policy.ts'
import { checkedOut, paid, refunded } from './support/events.ts'
import { createHarness, type Harness } from './support/harness.ts'
import { keepHistory } from './support/keep-history.ts'
import { activitiesOf, stateOf } from './support/observe.ts'

let harness: Harness
const told: string[] = []
const channel = {
  async tell(key: string): Promise<Ending> {
    told.push(key)
    return { state: 'done', result: {} }
  },
}

const GRANTED = { attributes: { product: 'p1' } }

beforeAll(async () => {
  const grants = [{ match: { product: 'p1' }, product: 'pro' }]
  const policy = readPolicy({ endpoints: { stripe: { grants } } })
  harness = await createHarness({ ...policy, channels: { mail: true, delivery: true } })
  await harness.startWorker({ channels: { mail: channel, delivery: channel } })
})
afterAll(() => harness.teardown())

const productsOf = async (owner: string) => (await harness.ledger.access(owner)).map(({ product }) => product)

test('a checkout makes a customer, and opens what it grants when its payment comes, until it goes back', async () => {
  const checkout = checkedOut(GRANTED)
  const { paymentId, owner } = checkout
  const handle = await harness.start(checkout)
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled', owner: owner.owner })
  await keepHistory(handle, 'checked-out')
  expect(await activitiesOf(handle)).not.toContain('creditBalance')
  expect(await stateOf(harness, checkout.eventKey)).toBe('fulfilled')
  expect(await harness.ledger.customer(owner.owner)).toMatchObject({
    firstEvent: { eventKey: checkout.eventKey },
  })
  expect(await productsOf(owner.owner)).toEqual([])

  // The charge knows the payment by its own id, and by that of the intent.
  const charge = { paymentId: `ch_${paymentId}`, refs: [paymentId], owner }
  await (await harness.start(paid(charge))).result()
  expect(await productsOf(owner.owner)).toEqual(['pro'])
  await (await harness.start(refunded(charge))).result()
  expect(await productsOf(owner.owner)).toEqual([])
})

test('a checkout with nothing to pay opens access by itself', async () => {
  const checkout = checkedOut({ ...GRANTED, free: true })
  await (await harness.start(checkout)).result()
  expect(await productsOf(checkout.owner.owner)).toEqual(['pro'])
})

test('a customer is welcomed once, and each purchase is told to the merchant', async () => {
  const first = checkedOut()
  const { owner } = first
  await (await harness.start(first)).result()
  await (await harness.start(checkedOut({ owner }))).result()
  const of = (text: string) => told.filter((key) => key.includes(text))
  expect(of(`:notify:welcome`)).toEqual([...new Set(of(`:notify:welcome`))])
  const rows = await harness.query<{ key: string }>(
    `select key from ledger.effect where what = 'welcome' and payment_id = $1 and state = 'done'`,
    [owner.owner],
  )
  expect(rows).toHaveLength(1)
  expect(told.filter((key) => key === rows[0]?.key)).toHaveLength(1)
  expect(of(`${first.paymentId}:deliver:purchase.recorded`)).toHaveLength(1)
})
