import { askedDelivery } from '../../api/delivery.ts'
import { type TranslateDeps, translateDelivery } from '../../api/translate-delivery.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import type { NewEvent } from '../../inbox/inbox.ts'
import type { Source } from './sources.ts'

export interface Asked {
  readonly rows: readonly NewEvent[]
  /** What today's translator cannot read. */
  readonly unreadable: number
}

/** What a provider said when it was asked, read as its webhooks are. */
export function readAsked(
  deps: TranslateDeps,
  { endpoint }: Pick<Source, 'endpoint'>,
  bodies: readonly Buffer[],
): Asked {
  const rows = bodies.flatMap((body): NewEvent[] => {
    try {
      const delivery = askedDelivery(body, `${endpoint.provider.name}-api`)
      return [translateDelivery(deps, endpoint, delivery)]
    } catch (error) {
      if (error instanceof FulfilmentError) return []
      throw error
    }
  })
  return { rows, unreadable: bodies.length - rows.length }
}
