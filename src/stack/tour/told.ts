import type { MailSink } from '../mail-sink.ts'
import type { MerchantStandIn } from '../merchant-stand-in.ts'
import { waitUntil } from '../wait-until.ts'
import { type Guide, payerOf } from './guide.ts'
import { subscriberOf } from './subscribed.ts'
import { WITHIN } from './within.ts'

interface Told {
  readonly lines: readonly string[]
  readonly ok: boolean
}

/** The customers' mails. */
export async function mailsSent(guide: Guide, mail: MailSink | undefined): Promise<Told> {
  if (mail === undefined) return { lines: ['  Mails went to your mail server'], ok: true }
  const subscriber = subscriberOf(guide)
  const payer = payerOf(guide)
  const wanted = [
    { to: payer.email, subject: `Your receipt for order ${payer.order}` },
    { to: payer.email, subject: `Your refund for order ${payer.order}` },
    { to: subscriber.email, subject: 'Your subscription has started' },
    { to: subscriber.email, subject: 'Your subscription has ended' },
  ]
  const counts = () =>
    wanted.map(
      (it) => mail.mails().filter(({ to, subject }) => subject === it.subject && to.includes(it.to)).length,
    )
  await waitUntil(
    async () => {
      const missing = wanted.filter((_, n) => counts()[n] === 0)
      if (missing.length > 0) throw new Error(`no mail "${missing[0]?.subject}" yet`)
    },
    { what: "the customers' mails", ...WITHIN },
  )
  const subjects = wanted.map(({ subject }) => `"${subject}"`).join(', ')
  return {
    lines: [`  Mails: ${subjects}`, `  Read them at ${mail.uiUrl}`],
    ok: counts().every((count) => count === 1),
  }
}

/** What the merchant's app heard, and could verify. */
export async function merchantTold(guide: Guide, { heard, refused }: MerchantStandIn): Promise<Told> {
  const { order } = payerOf(guide)
  const { subscriptionId } = subscriberOf(guide)
  const wanted = [
    { type: 'order.paid', about: order },
    { type: 'payment.refunded', about: order },
    { type: 'subscription.started', about: subscriptionId },
    { type: 'subscription.renewed', about: subscriptionId },
    { type: 'subscription.expired', about: subscriptionId },
  ]
  await waitUntil(
    async () => {
      for (const { type, about } of wanted)
        if (!heard.some((call) => call.type === type && call.about === about))
          throw new Error(`${type} of ${about} was not told yet`)
    },
    { what: "the merchant's app", ...WITHIN },
  )
  const types = [...new Set(heard.map(({ type }) => type))].sort((a, b) => a.localeCompare(b))
  const counts = types.map((type) => `${heard.filter((call) => call.type === type).length} ${type}`)
  return {
    lines: [`  The merchant's app verified ${heard.length} calls: ${counts.join(', ')}`],
    ok: refused() === 0,
  }
}
