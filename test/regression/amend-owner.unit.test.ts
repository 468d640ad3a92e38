import { expect, test } from 'vitest'
import { applyAmendment, checkAmendment } from '../../src/domain/amendment.ts'
import type { PaymentEvent } from '../../src/domain/payment-event.ts'
import { readPolicy } from '../../src/policy.ts'

const event: PaymentEvent = {
  endpoint: 'stripe',
  account: 'shop',
  provider: 'stripe',
  eventKey: 'evt_1',
  providerType: 'checkout.session.completed',
  receivedAt: '2026-01-01T00:00:00.000Z',
  type: 'payment.succeeded',
  paymentId: 'pi_1',
  money: { asset: 'USD', amount: { text: '100', unit: 'minor' } },
}

test('a wallet an operator names is the wallet the balances are read by', () => {
  const wallet = `0x${'aB'.repeat(20)}`
  expect(applyAmendment(event, { owner: `wallet:${wallet}` }).owner?.owner).toBe(
    `wallet:${wallet.toLowerCase()}`,
  )
})

test.each([
  { owner: 'alice@example.com' },
  { owner: 'user:alice@example.com' },
  { orderReference: 'alice@example.com' },
])('error: an address in a patch gets no further, and is not repeated: %o', (patch) => {
  expect(() => checkAmendment(event, patch, readPolicy({}))).toThrow(
    expect.objectContaining({
      code: 'INVALID_DECISION',
      retryable: false,
      message: expect.stringMatching(/^[^@]*must not hold @[^@]*POST \/v1\/workflows\/:id\/decisions/),
    }),
  )
})
