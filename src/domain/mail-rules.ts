import type { Template } from './telling.ts'

/** What is left of a payment; minor units. */
export interface Standing {
  readonly paid: bigint
  readonly returned: bigint
}

/**
 * Why a mail is not to be sent, though it was planned: by the time a mail server takes it, it may not be true any more.
 * Undefined: send it. Of a payment nobody knows nothing can be said that is wrong.
 */
export function whyNotToMail(template: Template, { paid, returned }: Standing): string | undefined {
  switch (template) {
    case 'receipt':
    case 'deposit':
      return paid > returned ? undefined : 'nothing is left of the payment'
    case 'payment-reversed':
      return paid === 0n ? undefined : 'the money is back'
    case 'payment-failed':
      return paid === 0n ? undefined : 'it was paid since'
    case 'refund':
      // A refund may be told of before its payment: then nothing came, and nothing was returned of it.
      return paid > 0n && returned === 0n ? 'nothing is refunded any more' : undefined
    case 'welcome':
    case 'subscription-started':
    case 'subscription-cancelled':
    case 'subscription-past-due':
    case 'subscription-expired':
      return undefined
  }
}
