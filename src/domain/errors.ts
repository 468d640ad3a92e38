/** Every code a person may meet. Each is explained in docs/errors.md; a test keeps the two in step. */
export const ERROR_CODES = [
  'AMOUNT_TOO_PRECISE',
  'AUDIT_UNAVAILABLE',
  'CANCEL_REQUESTED',
  'CHAIN_MISMATCH',
  'CHAIN_UNAVAILABLE',
  'CONFIG_INVALID',
  'CONSTRAINTS_UNAVAILABLE',
  'DELIVERY_FAILED',
  'DELIVERY_REFUSED',
  'DEPOSIT_AMBIGUOUS',
  'EFFECT_CONFLICT',
  'EVENT_AMENDED',
  'EVENT_NOT_FOUND',
  'INBOX_UNAVAILABLE',
  'INVALID_AMOUNT',
  'INVALID_DECISION',
  'INVALID_PAYLOAD',
  'INVALID_WALLET',
  'LEDGER_UNAVAILABLE',
  'MAIL_FAILED',
  'MINT_CAP_EXCEEDED',
  'MINT_REFUSED',
  'MINT_UNAVAILABLE',
  'NOT_YET',
  'NO_MINT_RATE',
  'ORDER_ALREADY_PAID',
  'ORDER_AMOUNT_MISMATCH',
  'ORDER_NOT_FOUND',
  'OUTBOUND_FAILED',
  'OUTBOUND_REFUSED',
  'OWNER_UNKNOWN',
  'PROVIDER_REFUSED',
  'PROVIDER_UNAVAILABLE',
  'REFUND_EXCEEDS_PAYMENT',
  'REFUND_OF_MINTED',
  'SETTLEMENT_UNCLEAR',
  'SIGNER_NOT_MINTER',
  'SIGNER_PAUSED',
  'SIGNER_UNFUNDED',
  'UNKNOWN_ASSET',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

interface FulfilmentErrorInit {
  readonly code: ErrorCode
  /** true: trying again later may work. false: a person must act. */
  readonly retryable: boolean
  /** One sentence: what failed, with which ids, and what to do. Never a secret, a body or an e-mail address. */
  readonly message: string
  readonly cause?: unknown
  /** Nothing is wrong, only not yet so: ask again after this long. */
  readonly retryAfterMs?: number
}

/** The one error product code throws. Anything else that is thrown is a bug or an outage, and is retried. */
export class FulfilmentError extends Error {
  override readonly name = 'FulfilmentError'
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor({ code, retryable, message, cause, retryAfterMs }: FulfilmentErrorInit) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}

/** What is wrong, for a person to put right. */
export interface Problem {
  readonly code: ErrorCode
  readonly message: string
}
