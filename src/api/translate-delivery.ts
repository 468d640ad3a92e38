import { eventHash } from '../domain/event-hash.ts'
import { workflowIdFor } from '../domain/ids.ts'
import type { PaymentEvent } from '../domain/payment-event.ts'
import { planFor } from '../domain/plan.ts'
import type { Policy } from '../domain/policy.ts'
import type { ContactCipher } from '../inbox/contact-cipher.ts'
import type { NewEvent } from '../inbox/inbox.ts'
import { type JsonObject, parseBody } from '../providers/body.ts'
import type { Translation } from '../providers/provider.ts'
import { addressesIn } from './addresses-in.ts'
import { concealEvent } from './conceal-event.ts'
import { keptHeaders, type VerifiedDelivery } from './delivery.ts'
import type { Endpoint } from './endpoints.ts'
import { onlyGranting } from './only-granting.ts'
import type { People } from './people.ts'

export interface TranslateDeps {
  readonly policy: Policy
  readonly people: People
  readonly cipher: ContactCipher
}

/** What mail can be sent to: at most 320 characters, and no line breaks that would become headers of their own. */
const ADDRESS = /^(?=.{3,320}$)[^\s@]+@[^\s@]+$/

/**
 * What a verified delivery states, planned and ready to be stored.
 * @throws FulfilmentError INVALID_PAYLOAD
 */
export function translateDelivery(
  deps: TranslateDeps,
  endpoint: Endpoint,
  delivery: VerifiedDelivery,
): NewEvent {
  const { policy, people, cipher } = deps
  const body = parseBody(delivery.raw)
  const translation = translate(endpoint, delivery, body)
  const contact = contactOf(translation)
  const stated = eventOf(deps, endpoint, delivery, translation)
  const event = concealEvent(onlyGranting(stated, endpoint.policy), people)
  const workflowId = workflowIdFor(event)
  return {
    event,
    plan: planFor(event, policy),
    workflowId,
    eventHash: eventHash(event),
    raw: delivery.raw,
    bodySha256: delivery.bodySha256,
    headers: keptHeaders(delivery.headers),
    secretId: delivery.secretId,
    source: delivery.source,
    subjects: people.subjects(
      endpoint.account,
      translation.names,
      ...(contact === undefined ? [] : [contact]),
      ...addressesIn(body),
    ),
    // Bound to its event: moved to another row it does not open.
    ...(contact === undefined ? {} : { contact: cipher.seal(contact, workflowId) }),
  }
}

function translate(
  endpoint: Endpoint,
  { bodySha256, headers }: VerifiedDelivery,
  body: JsonObject,
): Translation {
  const { fulfilOn } = endpoint.policy
  const about = { headers, bodySha256, ...(fulfilOn === undefined ? {} : { fulfilOn }) }
  return endpoint.provider.translate(body, about)
}

function eventOf(
  { people }: TranslateDeps,
  { slug, account, provider }: Endpoint,
  { receivedAt, eventKey }: VerifiedDelivery,
  translation: Translation,
): PaymentEvent {
  const owner = people.claim(account, translation.names, contactOf(translation))
  return {
    ...translation.event,
    endpoint: slug,
    account,
    provider: provider.name,
    receivedAt: receivedAt.toISOString(),
    eventKey: eventKey ?? translation.event.eventKey,
    ...(owner === undefined ? {} : { owner }),
  }
}

function contactOf({ contact }: Translation): string | undefined {
  const address = contact?.trim()
  return address !== undefined && ADDRESS.test(address) ? address : undefined
}
