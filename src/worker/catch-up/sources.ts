import { type Endpoint, endpointNamed } from '../../api/endpoints.ts'
import { createNodes } from '../../chain/nodes.ts'
import { readNamedPayments } from '../../chain/read-named-payments.ts'
import type { Config } from '../../config.ts'
import { createLlamaPayEvents } from '../../provider-apis/llamapay-events.ts'
import type { ProviderEvents } from '../../provider-apis/provider-events.ts'
import { createStripeEvents } from '../../provider-apis/stripe-events.ts'
import { STRIPE_EVENT_TYPES } from '../../providers/stripe.ts'

/** A provider that can be asked, and how what it says is taken. */
export interface Source {
  readonly endpoint: Endpoint
  readonly events: ProviderEvents
  /** Its answers bear keys of their own: what some event told of a payment's money is not told again. */
  readonly isByPayment: boolean
}

/** Those whose keys are configured, by their endpoints. */
export function createSources(config: Config): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>()
  const { stripe, llamapayApi, chain } = config
  if (stripe !== undefined)
    sources.set('stripe', {
      endpoint: endpointNamed(config, 'stripe'),
      events: createStripeEvents(stripe, STRIPE_EVENT_TYPES),
      isByPayment: false,
    })
  if (llamapayApi !== undefined && chain?.llamapay !== undefined) {
    const { rpcUrls, llamapay } = chain
    const nodes = createNodes(rpcUrls)
    sources.set('llamapay', {
      endpoint: endpointNamed(config, 'llamapay'),
      events: createLlamaPayEvents(llamapayApi, () => readNamedPayments(nodes, llamapay)),
      isByPayment: true,
    })
  }
  return sources
}
