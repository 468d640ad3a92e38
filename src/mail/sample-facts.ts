import { amountText } from './amount.ts'
import type { MailFacts } from './facts.ts'

/** Made up, with everything a mail may say: for previews. */
export function sampleFacts(locale: string): MailFacts {
  const usd = (minor: string) => amountText({ minor, asset: 'USD', scale: 2 }, locale)
  return {
    shop: 'Example Shop',
    order: 'A-1001',
    amount: usd('1999'),
    refunded: usd('500'),
    status: 'partially_refunded',
    network: 'polygon',
    txHash: `0x${'5e'.repeat(32)}`,
    isPending: true,
    product: 'pro',
    periodEnd: '2026-12-31T00:00:00.000Z',
    billingUrl: 'https://shop.example/billing?from=mail',
  }
}
