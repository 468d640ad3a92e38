import { FulfilmentError } from '../domain/errors.ts'
import type { Topic } from '../domain/telling.ts'
import type { DeliveryOptions } from './options.ts'
import type { Message } from './store.ts'

/** How a delivery ended, for the row of its effect. */
export interface DeliveryEnding {
  readonly state: 'done' | 'skipped'
  readonly result: Readonly<Record<string, string>>
}

/** What goods and tokens hang on: it is not left out before a person has said so. */
const MUST_HEAR: readonly Topic[] = ['order.paid', 'tokens.minted']

export const DONE: DeliveryEnding = { state: 'done', result: {} }

export function skipped(because: string): DeliveryEnding {
  return { state: 'skipped', result: { because } }
}

export function mustHear({ topic }: Message): boolean {
  return MUST_HEAR.some((name) => name === topic)
}

/** In words, for operators. */
export function nameOf({ topic, subject }: Message): string {
  return `${topic} of ${subject}`
}

interface Reason {
  readonly code: 'DELIVERY_FAILED' | 'DELIVERY_REFUSED'
  readonly because: string
}

/**
 * What the app must hear of parks; anything else is left out, and said so.
 * @throws FulfilmentError DELIVERY_FAILED, DELIVERY_REFUSED (final)
 */
export async function giveUp(
  { store, now, onTrouble }: DeliveryOptions,
  message: Message,
  { code, because }: Reason,
): Promise<DeliveryEnding> {
  await store.conclude(message.key, 'failed', because)
  if (mustHear(message))
    throw new FulfilmentError({ code, retryable: false, message: `${nameOf(message)}: ${because}` })
  const text = `${nameOf(message)} was not delivered: ${because}`
  await onTrouble?.({ kind: 'left-out', at: now(), text })
  return skipped(because)
}
