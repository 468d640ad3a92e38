import type { Pool } from 'pg'
import { query } from './query.ts'

/** An address as it is kept: it opens only for the context it was sealed for. */
export interface SealedContact {
  readonly ciphertext: Buffer
  readonly context: string
}

/** Where the addresses of events are found. Of several that fit, the newest. All may throw INBOX_UNAVAILABLE (retryable). */
export interface Contacts {
  /** Of the event itself. */
  ofEvent(endpoint: string, eventKey: string): Promise<SealedContact | undefined>
  /** Of any of these events, by their row. */
  ofEvents(ids: readonly string[]): Promise<SealedContact | undefined>
  /** Of any event of this subscription. */
  ofSubscription(account: string, subscriptionId: string): Promise<SealedContact | undefined>
  /** Of any event that names this person; `subject` is the digest an erasure looks people up by. */
  ofSubject(subject: string): Promise<SealedContact | undefined>
}

const FOUND = `
  select contact.ciphertext, event.workflow_id as context
  from inbox.event join inbox.contact on contact.event_id = event.id`

export function createContacts(pool: Pool): Contacts {
  const newest = async (where: string, values: readonly unknown[]): Promise<SealedContact | undefined> => {
    const text = `${FOUND} where ${where} order by event.id desc limit 1`
    return (await query<SealedContact & Record<string, unknown>>(pool, text, values))[0]
  }
  return {
    ofEvent: (endpoint, eventKey) => newest('endpoint = $1 and event_key = $2', [endpoint, eventKey]),
    ofEvents: (ids) => newest('event.id = any($1::bigint[])', [[...ids]]),
    ofSubscription: (account, subscriptionId) =>
      newest(`account = $1 and event -> 'subscription' ->> 'id' = $2`, [account, subscriptionId]),
    ofSubject: (subject) => newest('subjects @> array[$1]', [subject]),
  }
}
