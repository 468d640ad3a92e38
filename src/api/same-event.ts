import type { Pool } from 'pg'
import { FulfilmentError } from '../domain/errors.ts'
import { differingFacts } from '../domain/event-hash.ts'
import type { NewEvent, StoredEvent } from '../inbox/inbox.ts'
import { readDelivery, type StoredDelivery } from '../inbox/stored-event.ts'
import { asHeaderValues } from './delivery.ts'
import type { Endpoint } from './endpoints.ts'
import { type TranslateDeps, translateDelivery } from './translate-delivery.ts'

/** `unverifiable`: the first body is erased, so nobody can say. */
export type Comparison =
  | { readonly type: 'same' | 'unverifiable' }
  | { readonly type: 'different'; readonly reason: string }

/**
 * Whether a delivery says what the event stored under its key says. Facts are compared, not bytes: a sender's retry may
 * differ in what is not a fact. When the hashes differ it may be our own code that changed, so today's translator reads
 * the stored body again.
 */
export async function compareWithStored(
  deps: TranslateDeps & { readonly pool: Pool },
  endpoint: Endpoint,
  row: NewEvent,
  stored: StoredEvent,
): Promise<Comparison> {
  if (stored.eventHash === row.eventHash) return { type: 'same' }
  const first = await readDelivery(deps.pool, stored.id)
  if (first === undefined || first.raw === null) return { type: 'unverifiable' }
  if (hashToday(deps, endpoint, row, { ...first, raw: first.raw }) === row.eventHash) return { type: 'same' }
  return { type: 'different', reason: reasonOf(differingFacts(first.event, row.event)) }
}

function reasonOf(facts: readonly string[]): string {
  const what = facts.length === 0 ? 'its body as it is read today' : facts.join(', ')
  return `not what the event stored under this key says: ${what}`
}

/** Undefined when today's translator refuses what an earlier one took: then nothing says that the two are the same. */
function hashToday(
  deps: TranslateDeps,
  endpoint: Endpoint,
  { secretId, source, event }: NewEvent,
  { raw, bodySha256, headers }: StoredDelivery & { readonly raw: Buffer },
): string | undefined {
  try {
    return translateDelivery(deps, endpoint, {
      raw,
      bodySha256,
      headers: asHeaderValues(headers),
      receivedAt: new Date(event.receivedAt),
      secretId,
      source,
    }).eventHash
  } catch (error) {
    if (error instanceof FulfilmentError) return undefined
    throw error
  }
}
