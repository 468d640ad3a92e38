import { afterAll, beforeAll, expect, test } from 'vitest'
import { operatorStatement } from '../../src/domain/settlement-facts.ts'
import { readPolicy } from '../../src/policy.ts'
import { createHarness, type Harness } from '../workflows/support/harness.ts'
import { decision, journalOf, openPark } from '../workflows/support/observe.ts'
import {
  balanceOf,
  paymentEvents,
  rowOf,
  rowWith,
  sayWord,
  settlementOf,
  told,
} from '../workflows/support/settlements.ts'

const NO_PARK = { parkId: '-' }

let patient: Harness
let hasty: Harness

beforeAll(async () => {
  const policy = readPolicy({})
  patient = await createHarness(policy)
  hasty = await createHarness({ ...policy, settlement: { deadlineMinutes: 0.02, networks: [] } })
  await Promise.all([patient.startWorker(), hasty.startWorker()])
})

afterAll(async () => {
  await patient.teardown()
  await hasty.teardown()
})

test('held money stays held when the park of its settlement is answered under the id of the hold', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(hasty, pending())
  const settlement = settlementOf(hasty, paymentId)
  const park = await openPark(hasty, settlement)
  const decisionId = `ticket-${paymentId}`
  await settlement.executeUpdate('decide', {
    args: [decision(NO_PARK, { decision: 'hold', decisionId })],
  })
  expect(await rowOf(hasty, paymentId)).toMatchObject({ isHeld: true })
  // By signal, as from the page.
  await settlement.signal('decide', decision(park, { decision: 'confirm', decisionId }))
  await settlement.result()
  expect((await journalOf(hasty, settlement)).map((said) => [said.decision, said.outcome])).toEqual([
    ['hold', 'applied'],
    ['confirm', 'applied'],
  ])
  expect(await rowOf(hasty, paymentId)).toMatchObject({ isHeld: true, word: 'confirm' })
  expect(await balanceOf(hasty, owner)).toMatchObject({ available: '0' })
})

test('a word that is journalled as applied is the last word, also after one of a worker whose clock is ahead', async () => {
  const { paymentId, owner, pending } = paymentEvents()
  await told(patient, pending())
  const ahead = new Date(Date.now() + 5_000).toISOString()
  const other = operatorStatement(
    { account: 'shop', statedAs: paymentId },
    { word: 'confirm', parkId: '-', decisionId: 'by-the-other' },
    ahead,
  )
  await patient.ledger.stateFact(other, { finish: false })
  const settlement = settlementOf(patient, paymentId)
  const said = await settlement.executeUpdate('decide', {
    args: [decision(NO_PARK, { decision: 'reverse' })],
  })
  expect(said).toMatchObject({ outcome: 'applied' })
  expect(await rowOf(patient, paymentId)).toMatchObject({ word: 'reverse', paid: '0' })
  expect(await balanceOf(patient, owner)).toMatchObject({ available: '0', pending: '0' })
})

test.each([
  ['is right', 0],
  ['is two minutes ahead', 120_000],
])(
  'saying the word again settles a contradiction, where the clock of the provider %s',
  async (_, aheadMs) => {
    const { paymentId, pending, confirmed } = paymentEvents()
    await told(patient, pending())
    const settlement = settlementOf(patient, paymentId)
    await settlement.executeUpdate('decide', { args: [decision(NO_PARK, { decision: 'reverse' })] })
    await settlement.result()
    const occurredAt = new Date(Date.now() + aheadMs).toISOString()
    const event = await patient.start(confirmed({ occurredAt }))
    const park = await openPark(patient, event)
    expect(park).toMatchObject({ code: 'EFFECT_CONFLICT', message: expect.stringContaining('say it again') })
    await sayWord(patient, paymentId, decision(NO_PARK, { decision: 'reverse' }))
    await settlement.result()
    await event.signal('decide', decision(park, { decision: 'retry' }))
    const isOver = async () => (await event.describe()).status.name
    await expect.poll(isOver, { timeout: 8_000 }).toBe('COMPLETED')
  },
)

test('a word is taken while a cancel request waits for an operator: held is held at once', async () => {
  const { paymentId, pending } = paymentEvents()
  await told(patient, pending())
  const settlement = settlementOf(patient, paymentId)
  await settlement.cancel()
  expect(await openPark(patient, settlement)).toMatchObject({ code: 'CANCEL_REQUESTED' })
  await settlement.signal('decide', decision(NO_PARK, { decision: 'hold' }))
  await rowWith(patient, paymentId, ({ isHeld }) => isHeld, 'it is held')
})
