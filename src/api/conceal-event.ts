import type { PaymentEvent } from '../domain/payment-event.ts'
import { concealIn } from './conceal.ts'
import type { People } from './people.ts'
import { holdsAddress } from './people.ts'

/**
 * The event without personal data: an id that holds an e-mail address becomes its digest wherever it stands, and such
 * attributes are left out. Providers already keep addresses apart; this holds for all of them.
 */
export function concealEvent(event: PaymentEvent, people: People): PaymentEvent {
  const { attributes, ...rest } = event
  const kept = Object.entries(attributes ?? {}).filter(([name, value]) => !holdsAddress(name + value))
  const impersonal = holdsAddress(JSON.stringify(rest)) ? concealIn(rest, people) : rest
  return {
    ...(impersonal as PaymentEvent),
    ...(kept.length === 0 ? {} : { attributes: Object.fromEntries(kept) }),
  }
}
