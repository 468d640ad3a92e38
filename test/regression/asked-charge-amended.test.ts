import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Ending } from '../../src/activities/tell.ts'
import { readPolicy } from '../../src/policy.ts'
import { paid } from '../workflows/support/events.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision, openPark } from '../workflows/support/observe.ts'

let harness: Harness
const heard: string[] = []

const app = {
  async tell(key: string): Promise<Ending> {
    heard.push(key)
    return { state: 'done', result: {} }
  },
}

beforeAll(async () => {
  harness = await createHarness({ ...readPolicy({}), channels: { delivery: true } })
  await harness.startWorker({ channels: { delivery: app } })
})
afterAll(() => harness.teardown())

test('a charge that only the chain names can be neither spent nor shipped before its provider confirms it, also after an operator amended it', async () => {
  const id = randomUUID()
  const owner = `user:${id}`
  const event = paid({
    endpoint: 'llamapay',
    provider: 'llamapay',
    providerType: 'charge:pending',
    type: 'payment.pending',
    eventKey: `catch-up.${id}`,
    paymentId: id,
    owner: { owner, source: 'user' },
    money: {},
  })
  const handle = await harness.start(event)
  const park = await openPark(harness, handle)
  const patch = { asset: 'USD', amount: '19.99' }
  await handle.signal('decide', decision(park, { decision: 'amend', patch }))
  expect(await handle.result()).toMatchObject({ outcome: 'fulfilled' })
  expect((await harness.ledger.balances(owner)).balances).toMatchObject([{ pending: '1999', spendable: '0' }])
  expect(heard).toEqual([])
})
