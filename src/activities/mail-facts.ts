import type { Policy } from '../domain/policy.ts'
import { amountText } from '../mail/amount.ts'
import type { MailFacts } from '../mail/facts.ts'
import { NO_FACTS } from '../mail/facts.ts'
import type { MailParts, Matter } from './mail-parts.ts'

/** What a mail may say of its matter. */
export function factsOf(
  { policy, locale, shop, billingUrl = '' }: Pick<MailParts, 'policy' | 'locale' | 'shop' | 'billingUrl'>,
  { payment, subscription }: Matter,
): MailFacts {
  return {
    ...NO_FACTS,
    shop,
    billingUrl,
    product: subscription?.product ?? '',
    periodEnd: subscription?.periodEnd ?? '',
    ...(payment === undefined ? {} : paymentFacts(payment, policy, locale)),
  }
}

function paymentFacts(
  payment: NonNullable<Matter['payment']>,
  { assets }: Pick<Policy, 'assets'>,
  locale: string,
): Partial<MailFacts> {
  const { asset, amount, paid, refunded, settled, status, network, txHash, orderReference, paymentId } =
    payment
  const scale = asset === null ? undefined : assets[asset]?.scale
  const said = (minor: string | null) =>
    minor === null || asset === null || scale === undefined ? '' : amountText({ minor, asset, scale }, locale)
  return {
    order: orderReference ?? paymentId,
    amount: said(amount),
    refunded: refunded === '0' ? '' : said(refunded),
    status,
    network: network ?? '',
    txHash: txHash ?? '',
    isPending: paid !== '0' && !settled,
  }
}
