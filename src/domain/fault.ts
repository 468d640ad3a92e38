import type { ErrorCode } from './errors.ts'

/** `ours`: we, or a part of ours, could not do it. `theirs`: what was sent cannot be so. */
export const FAULTS = ['ours', 'theirs'] as const

export type Fault = (typeof FAULTS)[number]

/** What the sender's data, or a contradiction in it, is the reason for. All else is ours to put right. */
export const CODES_OF_THEIRS: readonly ErrorCode[] = [
  'AMOUNT_TOO_PRECISE',
  'DEPOSIT_AMBIGUOUS',
  'EFFECT_CONFLICT',
  'INVALID_AMOUNT',
  'INVALID_PAYLOAD',
  'INVALID_WALLET',
  'ORDER_ALREADY_PAID',
  'ORDER_AMOUNT_MISMATCH',
  'ORDER_NOT_FOUND',
  'OWNER_UNKNOWN',
  'REFUND_EXCEEDS_PAYMENT',
  'REFUND_OF_MINTED',
  'UNKNOWN_ASSET',
]
