import { expect, test } from 'vitest'
import { buying, startStripeMint, WALLET, webhookOf } from '../support/stripe-mint.ts'

const refusal = (status: number, message: string) => ({ status, body: { success: false, message } })

const PATH = '/loyalteez-api/stripe-mint'

test('error: a session that does not hold what the guide asks for is refused as the guide says', async () => {
  const { api, stripe, call } = await startStripeMint()
  const wrong: readonly (readonly [string, Record<string, unknown>])[] = [
    ['Payment not completed: unpaid', { payment_status: 'unpaid', ...buying() }],
    ['Payment not completed: no_payment_required', { payment_status: 'no_payment_required', ...buying() }],
    ['Invalid wallet address', { metadata: { usd_amount: '10', ltz_amount: '10000' } }],
    ['Invalid wallet address', buying({ wallet: `0x${'0'.repeat(40)}` })],
    ['Invalid wallet address', buying({ wallet: `${WALLET}0` })],
    ['Invalid wallet address', buying({ wallet: WALLET.replace('dA', 'Da') })],
    ['Invalid amount', buying({ usd_amount: undefined })],
    ['Invalid amount', buying({ usd_amount: 'ten' })],
    ['Invalid amount', buying({ usd_amount: '1e1' })],
    ['Invalid amount', buying({ usd_amount: '10.001', ltz_amount: '10001' })],
    ['Invalid amount', buying({ usd_amount: '0', ltz_amount: '0' })],
    ['Invalid amount', buying({ usd_amount: '-10', ltz_amount: '-10000' })],
    ['Invalid amount', buying({ ltz_amount: '' })],
    ['Invalid amount', { amount_total: 999, ...buying() }],
    ['Invalid amount', { amount_total: null, ...buying() }],
    ['Invalid amount', { currency: 'eur', ...buying() }],
    ['Amount mismatch', buying({ ltz_amount: '10001' })],
    ['Amount mismatch', buying({ ltz_amount: '10000.000000000000000001' })],
  ]
  for (const [message, session] of wrong)
    expect({ session, ...(await call(stripe.addSession(session).id)) }).toMatchObject(refusal(400, message))
  const { rows } = await api.pool.query('select from inbox.event')
  expect(rows).toEqual([])
})

test('error: a call that names no session is told so', async () => {
  const { api } = await startStripeMint()
  const missing = refusal(400, 'Missing required field: sessionId')
  const invalid = refusal(400, 'Invalid sessionId')
  for (const body of ['{}', '{"sessionId":""}', '{"sessionId":null}'])
    expect(await api.post(PATH, body)).toMatchObject(missing)
  for (const id of [7, true, [], {}, 'cs_../../v1/charges', 'cs test', 'c'.repeat(151), 'cs_\u0000'])
    expect(await api.post(PATH, JSON.stringify({ sessionId: id }))).toMatchObject(invalid)
  for (const body of ['', 'sessionId=cs_1', '[]', '{"sessionId":"cs_1","sessionId":"cs_2"}'])
    expect(await api.post(PATH, body)).toMatchObject({ status: 400, body: { success: false } })
  expect(await api.post(PATH, `{"pad":"${'x'.repeat(1024 * 1024)}"}`)).toMatchObject({ status: 413 })
  expect(await api.post(PATH, '{}', { 'content-encoding': 'gzip' })).toMatchObject({ status: 415 })
})

test('error: a session Stripe does not know is not found', async () => {
  const { call } = await startStripeMint()
  expect(await call('cs_test_unknown')).toMatchObject(refusal(404, 'Session not found'))
})

test('error: while Stripe is away or busy, trying again helps', async () => {
  const { stripe, call } = await startStripeMint()
  const { id } = stripe.addSession(buying())
  for (const failure of [500, 503, 429, 'hang-up'] as const) {
    stripe.fail(failure, 2)
    const answer = await call(id)
    expect(answer).toMatchObject(refusal(500, 'Stripe cannot be reached; try again'))
    expect(answer.headers.get('retry-after')).toBe('5')
    stripe.fail(failure, 0)
  }
})

test('one failure of Stripe is not noticed', async () => {
  const { stripe, call } = await startStripeMint()
  const { id } = stripe.addSession(buying({ wallet: 'none' }))
  stripe.fail(503, 1)
  expect(await call(id)).toMatchObject(refusal(400, 'Invalid wallet address'))
})

test('error: a key that Stripe does not accept is no fault of the caller, and trying again does not help', async () => {
  const { stripe, call } = await startStripeMint({ env: { STRIPE_SECRET_KEY: 'sk_test_of_somebody_else' } })
  expect(await call(stripe.addSession(buying()).id)).toMatchObject({ status: 502, body: { success: false } })
})

test.each(['STRIPE_SECRET_KEY', 'MINTER'])('error: without %s there is no such route', async (missing) => {
  const { api, call } = await startStripeMint({ env: { [missing]: '' } })
  expect(await call('cs_test_1')).toMatchObject(refusal(404, 'Not found'))
  expect(api.lines.filter((line) => line.includes(`"missing":"${missing}"`))).toHaveLength(1)
})

test('an event that Stripe itself posts here is its webhook', async () => {
  const { api, stripe } = await startStripeMint()
  const body = webhookOf(stripe.addSession(buying()))
  const headers = api.sign('stripe', body)
  expect(await api.post(PATH, body, headers)).toMatchObject({ status: 200, body: { duplicate: false } })
  expect(await api.deliver('stripe', body)).toMatchObject({ status: 200, body: { duplicate: true } })
  const forged = { 'stripe-signature': 't=1,v1=00' }
  expect(await api.post(PATH, body, forged)).toMatchObject({ status: 400, body: { code: 'BAD_SIGNATURE' } })
  expect(stripe.asked).toEqual([])
})

test('error: more than a hundred calls a minute are too many', async () => {
  const { api } = await startStripeMint()
  const statuses: number[] = []
  for (let n = 0; n < 102; n += 1) statuses.push((await api.post(PATH, '{}')).status)
  expect(statuses.slice(0, 100)).not.toContain(429)
  expect(statuses.at(-1)).toBe(429)
  const { headers, body } = await api.post(PATH, '{}')
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
  expect(body).toMatchObject({ success: false })
})

test.each([
  ['takes live payments only', { mode: 'live' }],
  ['is fulfilled by charges', { fulfilOn: 'charge' }],
  ['mints nothing', { mint: false }],
])('error: where the endpoint %s, nothing is minted and nothing kept', async (_what, policy) => {
  const { api, stripe, call } = await startStripeMint({ policy })
  const answer = await call(stripe.addSession(buying()).id)
  expect(answer).toMatchObject({ status: 400, body: { success: false } })
  expect(answer.body.message).toContain('Nothing is minted for this session')
  expect((await api.pool.query('select from inbox.event')).rows).toEqual([])
})

test('error: a policy with another rate does not mint by it', async () => {
  const { stripe, call } = await startStripeMint({ policy: { mint: { asset: 'LTZ', perUsd: '900' } } })
  expect(await call(stripe.addSession(buying()).id)).toMatchObject(refusal(400, 'Amount mismatch'))
})

test('error: while the database is away, trying again helps', async () => {
  const { stripe, call } = await startStripeMint({ databaseUrl: 'postgres://127.0.0.1:1/nobody' })
  const answer = await call(stripe.addSession(buying()).id)
  expect(answer).toMatchObject({ status: 500, body: { success: false } })
  expect(answer.headers.get('retry-after')).toBe('5')
})
