import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { planFor } from '../../src/domain/plan.ts'
import { storeEvent } from '../support/stored-event.ts'
import { paidSession } from '../support/stripe-events.ts'
import { paid } from '../workflows/support/events.ts'
import { mintPolicy, newWallet } from '../workflows/support/minting.ts'
import { available } from '../workflows/support/observe.ts'
import { type ReplayService, startReplayService } from '../workflows/support/replaying.ts'

let service: ReplayService
beforeAll(async () => {
  service = await startReplayService()
})
afterAll(() => service.teardown())

const BY = { actor: 'ada', reason: 'it was to be credited' }

/** Paid for tokens, by the policy of that day; an operator left the mint out. */
const mintLeftOut = async () => {
  const { pool, ledger } = service.harness
  const name = randomBytes(6).toString('hex')
  const [eventKey, paymentId, wallet] = [`evt_${name}`, `pi_${name}`, newWallet()]
  const of = { endpoint: 'stripe', account: 'stripe', eventKey, paymentId, wallet } as const
  const event = paid({ ...of, money: { amount: { text: '500', unit: 'minor' }, asset: 'USD' } })
  const plan = planFor(event, mintPolicy())
  if (plan.type !== 'fulfil') throw new Error('it is to be minted')
  const raw = paidSession({ eventId: eventKey, paymentIntent: paymentId, userId: name, cents: 500, wallet })
  const { id, workflowId } = await storeEvent(pool, { eventKey, paymentId, raw, event })
  await pool.query('update inbox.event set plan = $2 where id = $1', [id, plan])
  await ledger.stateFact(plan.statement, { finish: false, timeoutMs: 2_500 })
  const { key } = await ledger.claimEffect({
    ...of,
    effect: 'mint',
    content: 'what was to be minted',
  })
  await ledger.finishEffect(key, 'skipped', {})
  return { id, eventKey, workflowId, owner: `user:${name}` }
}

test('a payment whose mint was left out is credited by a replay, once the policy says so', async () => {
  const { harness, operator, stateReached } = service
  const event = await mintLeftOut()
  expect(await operator.ask('POST', `/events/${event.id}/replay`, BY)).toMatchObject({ status: 202 })
  await stateReached(event.eventKey, 'fulfilled')
  expect(await available(harness, event.owner)).toBe('500')
  const effects = await harness.query('select state from ledger.effect where event_key = $1', [
    event.eventKey,
  ])
  expect(effects).toEqual([{ state: 'skipped' }])
})

test('what another event of the payment did meanwhile is not claimed once more', async () => {
  const { ledger, query } = service.harness
  const name = randomBytes(6).toString('hex')
  const claim = (paymentId: string) =>
    ledger.claimEffect({
      account: 'stripe',
      paymentId,
      effect: 'deliver',
      endpoint: 'stripe',
      eventKey: `evt_${paymentId}`,
    })
  const [skipped, done] = [await claim(`one_${name}`), await claim(`two_${name}`)]
  await ledger.finishEffect(skipped.key, 'skipped', {})
  await ledger.finishEffect(done.key, 'done', {})
  const joined = planFor(
    paid({
      account: 'stripe',
      eventKey: `evt_one_${name}`,
      paymentId: `one_${name}`,
      refs: [`two_${name}`],
    }),
    service.harness.deps.policy,
  )
  if (joined.type !== 'fulfil') throw new Error('it is money')
  await ledger.stateFact(joined.statement, { finish: false, timeoutMs: 2_500 })
  await query(`select ledger.redo_skipped('stripe', $1, '{deliver}')`, [`evt_one_${name}`])
  expect(await query('select state from ledger.effect where key = $1', [skipped.key])).toEqual([
    { state: 'skipped' },
  ])
})
