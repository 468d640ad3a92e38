import type { Policy } from '../domain/policy.ts'
import type { ContactCipher } from '../inbox/contact-cipher.ts'
import type { Contacts } from '../inbox/contacts.ts'
import type { SubscriptionFacts } from '../inbox/subscription-facts.ts'
import type { PaymentView } from '../ledger/payments.ts'
import type { Mailer } from '../mail/mailer.ts'
import type { Render } from '../mail/render.ts'

/** What mails are made of, and sent with. */
export interface MailParts {
  readonly ledger: {
    payment(account: string, ref: string): Promise<PaymentView | null>
    orderContact(account: string, reference: string): Promise<Buffer | null>
  }
  readonly contacts: Contacts
  readonly subscriptionFacts: (account: string, subscriptionId: string) => Promise<SubscriptionFacts>
  readonly cipher: Pick<ContactCipher, 'open'>
  /** The digest by which the events of a person are found. */
  readonly subjectOf: (owner: string) => string
  readonly policy: Pick<Policy, 'assets'>
  readonly render: Render
  readonly mailer: Mailer
  readonly locale: string
  readonly shop: string
  readonly billingUrl?: string
}

/** What a mail is about, as the books and the inbox know it when it is sent. */
export interface Matter {
  readonly payment?: PaymentView
  readonly subscription?: SubscriptionFacts
}
