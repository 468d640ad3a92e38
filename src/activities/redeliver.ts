import type { Redelivered, Redelivery } from '../delivery/again.ts'
import type { RedeliveryFilter, RedeliveryPage } from '../delivery/select.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** What operators ask for: each is one call, and tells what came of it. */
export function redeliveryActivities({ redelivery }: Deps) {
  return {
    redeliverMessage: async (key: string): Promise<Redelivered> => await wired(redelivery).redeliver(key),
    listRedeliveries: async (filter: RedeliveryFilter, after?: string): Promise<RedeliveryPage> =>
      await wired(redelivery).page(filter, after),
    sendTestDelivery: async (key: string): Promise<Redelivered> => await wired(redelivery).ping(key),
  }
}

function wired(redelivery: Redelivery | undefined): Redelivery {
  if (redelivery !== undefined) return redelivery
  throw new FulfilmentError({
    code: 'CONFIG_INVALID',
    retryable: true,
    message: 'this worker has no DELIVERY_URL to call; set it, as the API has it, and restart the worker',
  })
}
