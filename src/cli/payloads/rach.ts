import { sha256Hex } from '../../domain/sha256.ts'
import { decimalNumber, metadataOf, type PayloadBook, randomId, type Sale, unixSeconds } from './sale.ts'

/** Hash and address belong to the payment, so that all its events name the same transfer. */
function transferOf({ paymentId, network = 'BSC', txHash }: Sale) {
  return { network, tx_hash: txHash ?? `0x${sha256Hex(`transfer of ${paymentId}`)}` }
}

function gatewayOf(sale: Sale) {
  return {
    session_id: sale.paymentId,
    reference: sale.order ?? `ORDER-${sale.paymentId}`,
    amount: decimalNumber(sale),
    currency: sale.currency,
  }
}

const paymentConfirmed = (sale: Sale): object => ({
  event: 'payment.confirmed',
  ...gatewayOf(sale),
  status: 'paid',
  payment_method: 'crypto',
  ...transferOf(sale),
  paid_at: sale.at.toISOString(),
  created_at: new Date(sale.at.getTime() - 600_000).toISOString(),
  metadata: metadataOf(sale),
  timestamp: unixSeconds(sale.at),
})

const paymentDetected = (sale: Sale): object => ({
  event: 'payment.detected',
  ...gatewayOf(sale),
  status: 'detected',
  ...transferOf(sale),
  detected_at: sale.at.toISOString(),
  metadata: metadataOf(sale),
  timestamp: unixSeconds(sale.at),
})

const paymentExpired = (sale: Sale): object => ({
  event: 'payment.expired',
  checkout_id: sale.paymentId,
  reference: sale.order ?? `ORDER-${sale.paymentId}`,
  amount: decimalNumber(sale),
  currency: sale.currency,
  status: 'expired',
  expired_at: sale.at.toISOString(),
  metadata: metadataOf(sale),
  timestamp: unixSeconds(sale.at),
})

const depositDetected = (sale: Sale): object => ({
  event: 'wallet.deposit.detected',
  timestamp: unixSeconds(sale.at),
  data: {
    customer_id: sale.user ?? sale.customer ?? 'cust_simulated',
    address: sale.wallet ?? `0x${sha256Hex(`address of ${sale.user ?? 'nobody'}`).slice(0, 40)}`,
    amount: sale.amount,
    currency: sale.currency,
    ...transferOf(sale),
    detected_at: sale.at.toISOString(),
  },
})

/** Without an id of its own, a ping is told from another by its bytes. */
const paymentTest = (sale: Sale): object => ({
  event: 'payment.test',
  data: { message: 'This is a test webhook', test_id: sale.eventId },
  timestamp: unixSeconds(sale.at),
})

/** Rach sends no event id: what an event is about is its identity. */
export const rachPayloads: PayloadBook = {
  newEventId: () => `test_${randomId(24)}`,
  newPaymentId: () => `chk_sess_${randomId(24)}`,
  amount: '100.00',
  currency: 'USDT',
  bodies: {
    'payment.confirmed': paymentConfirmed,
    'payment.detected': paymentDetected,
    'payment.expired': paymentExpired,
    'payment.test': paymentTest,
    'wallet.deposit.detected': depositDetected,
  },
}
