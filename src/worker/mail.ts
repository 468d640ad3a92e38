import type pg from 'pg'
import { createMailChannel } from '../activities/mail-channel.ts'
import type { Channel } from '../activities/tell.ts'
import { createPeople } from '../api/people.ts'
import type { Config } from '../config.ts'
import type { NotifyEffect } from '../domain/telling.ts'
import { createContactCipher } from '../inbox/contact-cipher.ts'
import { createContacts } from '../inbox/contacts.ts'
import { readSubscriptionFacts } from '../inbox/subscription-facts.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { createMailer, type Mailer } from '../mail/mailer.ts'
import { createRender } from '../mail/render.ts'

export interface Mailing {
  readonly channel: Channel<NotifyEffect>
  readonly mailer: Mailer
}

/** Mails to customers, as the configuration says; undefined where no mail server is set. */
export function createMailing(
  { mail, piiKey, policy }: Pick<Config, 'mail' | 'piiKey' | 'policy'>,
  pool: pg.Pool,
  ledger: Ledger,
): Mailing | undefined {
  if (mail === undefined) return undefined
  const { smtpUrl, from, locale, shop, billingUrl } = mail
  const people = createPeople(piiKey)
  const mailer = createMailer({ smtpUrl, from })
  const channel = createMailChannel({
    ledger,
    contacts: createContacts(pool),
    subscriptionFacts: (account, id) => readSubscriptionFacts(pool, account, id),
    cipher: createContactCipher(piiKey),
    subjectOf: (owner) => people.subjectOf(owner),
    policy,
    render: createRender(locale),
    mailer,
    locale,
    shop,
    ...(billingUrl === undefined ? {} : { billingUrl }),
  })
  return { channel, mailer }
}
