import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { effectKey } from '../../src/domain/ids.ts'
import type { EffectClaim } from '../../src/ledger/effects.ts'
import { type Harness, newAccount, openLedger } from './ledger-harness.ts'
import { credit, statement } from './statements.ts'

let harness: Harness
let account: string

beforeAll(async () => {
  harness = await openLedger()
})

afterAll(() => harness.close())

beforeEach(async () => {
  account = newAccount()
  await harness.ledger.stateFact(statement(account, 1, credit(), { refs: ['session'] }), { finish: true })
})

const claim = (n: number, more: Partial<EffectClaim> = {}) =>
  harness.ledger.claimEffect({
    account,
    paymentId: 'pay',
    effect: 'notify',
    what: ['receipt'],
    endpoint: account,
    eventKey: `evt_${n}`,
    ...more,
  })

const shown = async () => (await harness.ledger.payment(account, 'pay'))?.effects

test('an effect is claimed by one event; it stays its own after a crash, and is left to it by every other', async () => {
  const claimed = { key: `${account}:pay:notify:receipt`, account, paymentId: 'pay', result: null }
  expect(await claim(1)).toEqual({ ...claimed, state: 'claimed' })
  expect(await claim(1)).toEqual({ ...claimed, state: 'claimed' })
  expect(await claim(2)).toEqual({ ...claimed, state: 'elsewhere' })
})

test('of twenty events that claim one effect at the same moment, one gets it', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, (_, n) => claim(n)))
  const states = claims.map(({ state }) => state).sort()
  expect(states).toEqual(['claimed', ...Array.from({ length: 19 }, () => 'elsewhere')])
})

test('what an effect is about tells it apart from others of its kind', async () => {
  const states = await Promise.all([
    claim(1),
    claim(2, { what: ['refund', '400'] }),
    claim(3, { what: ['refund', '500'] }),
    claim(4, { effect: 'deliver' }),
    claim(5, { what: [] }),
  ])
  expect(states.map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'claimed'))
})

test('an effect is found by any name of its payment', async () => {
  await claim(1)
  expect(await claim(2, { paymentId: 'session' })).toMatchObject({ state: 'elsewhere', paymentId: 'pay' })
})

test('an effect may be claimed for a payment nobody has stated anything of yet', async () => {
  expect(await claim(1, { paymentId: 'new' })).toMatchObject({ state: 'claimed', paymentId: 'new' })
  await harness.ledger.stateFact(statement(account, 2, credit(), { paymentId: 'new' }), { finish: true })
  expect(await claim(2, { paymentId: 'new' })).toMatchObject({ state: 'elsewhere' })
})

test('a finished effect is done for everyone, with its first result', async () => {
  const { key } = await claim(1)
  await harness.ledger.finishEffect(key, 'done', { messageId: 'm1' })
  await harness.ledger.finishEffect(key, 'done', { messageId: 'm2' })
  await harness.ledger.finishEffect(key, 'skipped', {})
  const done = { state: 'done', result: { messageId: 'm1' } }
  expect(await claim(1)).toMatchObject(done)
  expect(await claim(2)).toMatchObject(done)
})

test('a skipped effect is nobody’s to do; done after all, it is done', async () => {
  const { key } = await claim(1)
  await harness.ledger.finishEffect(key, 'skipped', { reason: 'refunded' })
  expect(await claim(1)).toMatchObject({ state: 'skipped', result: { reason: 'refunded' } })
  expect(await claim(2)).toMatchObject({ state: 'skipped' })
  await harness.ledger.finishEffect(key, 'done', { messageId: 'm1' })
  expect(await claim(2)).toMatchObject({ state: 'done', result: { messageId: 'm1' } })
})

test('error: an effect that was never claimed cannot be finished', async () => {
  await expect(harness.ledger.finishEffect('shop:pay:mint', 'done', {})).rejects.toThrow('no rows')
})

test('a payment shows its effects', async () => {
  const { key } = await claim(1)
  expect(await shown()).toEqual([{ effect: 'notify', key, state: 'claimed', at: expect.any(String) }])
})

test('Postgres spells the key of an effect as the domain does', async () => {
  const part = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0')),
    fc.stringMatching(/^[A-Za-z0-9._-]{1,102}$/),
  )
  const keys = fc.asyncProperty(
    part,
    part,
    fc.array(part, { maxLength: 3 }),
    async (shop, paymentId, what) => {
      const { rows } = await harness.pool.query('select ledger.effect_key($1, $2, $3, $4) as key', [
        shop,
        paymentId,
        'deliver',
        what,
      ])
      expect(rows).toEqual([{ key: effectKey({ account: shop, paymentId }, 'deliver', ...what) }])
    },
  )
  await fc.assert(keys)
})
