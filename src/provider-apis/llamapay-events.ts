import { type LlamaPayAccess, listCharges, pendingEventOf } from './llamapay-charges.ts'
import type { ProviderEvents } from './provider-events.ts'

/**
 * Charges that are paid. The list does not say which are: it holds every checkout anybody opened, without a status, a
 * transaction or a time of payment. `namedOnChain` tells them apart.
 */
export function createLlamaPayEvents(
  access: LlamaPayAccess,
  namedOnChain: () => Promise<(chargeId: string) => boolean>,
): ProviderEvents {
  return {
    async *since() {
      const isNamed = await namedOnChain()
      for await (const charges of listCharges(access)) {
        const paid = charges.filter(({ id, pricing }) => pricing !== undefined && isNamed(id))
        yield { bodies: paid.map(pendingEventOf) }
      }
    },
  }
}
