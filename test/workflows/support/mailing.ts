import { randomBytes } from 'node:crypto'
import { createPeople } from '../../../src/api/people.ts'
import { workflowIdFor } from '../../../src/domain/ids.ts'
import type { PaymentEvent } from '../../../src/domain/payment-event.ts'
import { createContactCipher } from '../../../src/inbox/contact-cipher.ts'
import type { NewEvent } from '../../../src/inbox/inbox.ts'
import { readPolicy } from '../../../src/policy.ts'
import { createMailing, type Mailing } from '../../../src/worker/mail.ts'
import type { Harness } from './harness.ts'

const PII_KEY = Buffer.alloc(32, 7)
export const cipher = createContactCipher(PII_KEY)
const people = createPeople(PII_KEY)

/** A policy where a mail server is configured. */
export const MAILING_POLICY = { ...readPolicy({}), channels: { mail: true } }

/** An address nobody else in this run has. */
export const newAddress = (): string => `ada.${randomBytes(6).toString('hex')}@example.com`

/** What the ingest keeps beside an event whose payer left an address. */
export const withAddress = (event: PaymentEvent, address: string): Partial<NewEvent> => ({
  contact: cipher.seal(address, workflowIdFor(event)),
  subjects: event.owner === undefined ? [] : [people.subjectOf(event.owner.owner)],
})

/** Mails as the worker wires them, sent to this server. */
export const mailingTo = (
  smtpUrl: string,
  { pool, ledger }: Pick<Harness, 'pool' | 'ledger'>,
  locale = 'en',
): Mailing => {
  const from = { name: 'Tea', address: 'shop@tea.example' }
  const mail = { smtpUrl, from, locale, shop: 'Tea', billingUrl: 'https://tea.example/billing' }
  const mailing = createMailing({ mail, piiKey: PII_KEY, policy: MAILING_POLICY }, pool, ledger)
  if (mailing === undefined) throw new Error('no mail server was set')
  return mailing
}
