import { whyNotToMail } from '../domain/mail-rules.ts'
import type { NotifyEffect } from '../domain/telling.ts'
import { findAddress } from './find-address.ts'
import { factsOf } from './mail-facts.ts'
import type { MailParts, Matter } from './mail-parts.ts'
import type { About, Channel, Ending } from './tell.ts'

/** Mails to customers: what is still true when it is sent, to the address that is known then. */
export function createMailChannel(parts: MailParts): Channel<NotifyEffect> {
  return {
    async tell(key, { telling: { template }, ...about }) {
      const matter = await matterOf(parts, about)
      const { payment } = matter
      const untrue =
        payment && whyNotToMail(template, { paid: BigInt(payment.paid), returned: BigInt(payment.refunded) })
      if (untrue !== undefined) return skipped(untrue)
      const to = await findAddress(parts, about, matter)
      if (to === undefined) return skipped('no address')
      const mail = { key, to, ...parts.render(template, factsOf(parts, matter)) }
      const sent = await parts.mailer.send(mail)
      return sent.state === 'refused'
        ? skipped(sent.because)
        : { state: 'done', result: { messageId: sent.messageId } }
    },
  }
}

async function matterOf(
  { ledger, subscriptionFacts }: MailParts,
  { account, paymentId, subscriptionId }: About,
): Promise<Matter> {
  const payment = paymentId === undefined ? null : await ledger.payment(account, paymentId)
  return {
    ...(payment === null ? {} : { payment }),
    ...(subscriptionId === undefined
      ? {}
      : { subscription: await subscriptionFacts(account, subscriptionId) }),
  }
}

function skipped(because: string): Ending {
  return { state: 'skipped', result: { because } }
}
