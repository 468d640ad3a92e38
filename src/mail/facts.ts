/** All a template may say. An empty text is what is not known: the template leaves its line out. */
export interface MailFacts {
  readonly shop: string
  readonly order: string
  /** What was paid, as people read it: `19.99 USD`. */
  readonly amount: string
  /** What went back of it so far. */
  readonly refunded: string
  /** In the words of orders; said in the mail's language. */
  readonly status: string
  readonly network: string
  readonly txHash: string
  /** The chain may still undo it. */
  readonly isPending: boolean
  readonly product: string
  /** ISO-8601 UTC; said as a date in the mail's language. */
  readonly periodEnd: string
  /** Where a new payment method is left. */
  readonly billingUrl: string
}

export const NO_FACTS: MailFacts = {
  shop: '',
  order: '',
  amount: '',
  refunded: '',
  status: '',
  network: '',
  txHash: '',
  isPending: false,
  product: '',
  periodEnd: '',
  billingUrl: '',
}
