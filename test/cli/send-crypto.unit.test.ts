import { expect, test } from 'vitest'
import { withMinting } from '../../src/chain-config.ts'
import { buildDelivery } from '../../src/cli/delivery.ts'
import { SEND_EXAMPLES } from '../../src/cli/send-examples.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { planFor } from '../../src/domain/plan.ts'
import { readPolicy } from '../../src/policy.ts'
import { parseBody } from '../../src/providers/body.ts'
import { stripe } from '../../src/providers/stripe.ts'
import { run } from './support.ts'

const SECRETS = {
  STRIPE_WEBHOOK_SECRET: 'whsec_s',
  LLAMAPAY_WEBHOOK_SECRET: 'llama',
  RACH_WEBHOOK_SECRET: 'rach',
  STANDARD_WEBHOOK_SECRET: `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`,
}
const WALLET = `0x${'ab'.repeat(20)}`
const TX_HASH = `0x${'12'.repeat(32)}`

const printedBody = async (...argv: string[]): Promise<unknown> => {
  const { code, out, err } = await run(SECRETS, 'send', ...argv, '--print')
  expect({ code, err }).toEqual({ code: 0, err: '' })
  return JSON.parse(out.slice(out.indexOf('\n\n')))
}

const examples = SEND_EXAMPLES.replaceAll(/\\\n +/g, '')
  .split('\n')
  .filter((line) => line.includes('quittance send'))
  .map((line) => line.trim().split(/ +/).slice(2))

test.each(examples)('what --help shows is sent as it stands: %s %s', async (...argv) => {
  await printedBody(...argv)
})

test('a checkout that names a wallet says what it buys, as the guide of stripe-mint wants it', async () => {
  const body = await printedBody(
    'stripe',
    'checkout.session.completed',
    '--wallet',
    WALLET,
    '--amount',
    '12.34',
  )
  expect(body).toMatchObject({
    data: {
      object: {
        amount_total: 1234,
        currency: 'usd',
        payment_status: 'paid',
        metadata: { wallet: WALLET, usd_amount: '12.34', ltz_amount: '12340' },
      },
    },
  })
})

test('that checkout is planned as a mint of exactly those tokens, where somebody mints', () => {
  const sale = { provider: 'stripe', type: 'checkout.session.completed', secret: 'whsec_s', wallet: WALLET }
  const { body } = buildDelivery({ ...sale, amount: '12.34' })
  const { event } = stripe.translate(parseBody(Buffer.from(body)), { headers: {}, bodySha256: '' })
  const known = { endpoint: 'stripe', account: 'stripe', provider: 'stripe' }
  const policy = withMinting(readPolicy({}), 'chain').value
  const plan = planFor({ ...event, ...known, receivedAt: '2026-11-22T10:00:00.000Z' } as PaymentEvent, policy)
  expect(plan).toMatchObject({
    effects: expect.arrayContaining([
      expect.objectContaining({
        type: 'mint',
        asset: 'LTZ',
        wallet: WALLET,
        amount: `12340${'0'.repeat(18)}`,
        sessionId: expect.stringMatching(/^cs_/),
      }),
    ]),
  })
})

test.each([
  ['another currency than dollars', ['--wallet', WALLET, '--currency', 'EUR']],
  ['no wallet', ['--user', '42']],
  ['no readable amount', ['--wallet', WALLET, '--amount', 'ten']],
])('a checkout with %s says nothing of tokens', async (_what, argv) => {
  const body = await printedBody('stripe', 'checkout.session.completed', ...argv)
  expect(JSON.stringify(body)).not.toMatch(/usd_amount|ltz_amount/)
})

test.each([
  ['standard', 'payment.pending', 'data'],
  ['rach', 'wallet.deposit.detected', 'data'],
])('%s %s tells the transfer it was asked to tell', async (provider, type, under) => {
  const body = await printedBody(provider, type, '--tx-hash', TX_HASH, '--network', 'soneium')
  expect(body).toMatchObject({ [under]: { tx_hash: TX_HASH, network: 'soneium' } })
})

test('pending and confirmed of LlamaPay are of one payment when it is named', async () => {
  const sent = ['charge:pending', 'charge:confirmed'].map((type) =>
    printedBody('llamapay', type, '--payment', 'lp_1'),
  )
  expect(await Promise.all(sent)).toMatchObject([
    { event: { type: 'charge:pending', data: { id: 'lp_1' } } },
    { event: { type: 'charge:confirmed', data: { id: 'lp_1' } } },
  ])
})
