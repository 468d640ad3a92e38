/** The workflow types of the task queue. Nothing else may be exported: every export is one. */
export { creditDeposit } from './credit-deposit.ts'
export { fulfilPayment } from './fulfil-payment.ts'
export { mintPayment } from './mint-payment.ts'
export { mintPump } from './mint-pump.ts'
export { recordOutcome } from './record-outcome.ts'
export { refundPayment } from './refund-payment.ts'
export { settlePayment } from './settle-payment.ts'
export { trackPending } from './track-pending.ts'
