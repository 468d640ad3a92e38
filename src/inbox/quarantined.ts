import type { ClientBase, Pool } from 'pg'
import type { PaymentEvent } from '../domain/payment-event.ts'
import { inboxUnavailable, query } from './query.ts'
import type { ReplayedBy } from './replays.ts'

/** A delivery in quarantine, with what it takes to admit it. */
export interface Quarantined {
  readonly id: string
  readonly endpoint: string
  readonly account: string
  readonly provider: string
  readonly eventKey: string
  readonly event: PaymentEvent
  /** Null once erased. */
  readonly raw: Buffer | null
  readonly bodySha256: string
  readonly headers: Readonly<Record<string, string>>
  readonly secretId: string
  readonly receivedAt: Date
  readonly releasedAt: Date | null
  readonly dismissedAt: Date | null
}

const READ = `
  select quarantine.id::text, quarantine.endpoint, event.account, event.provider, quarantine.event_key as "eventKey",
         quarantine.event, quarantine.raw, quarantine.body_sha256 as "bodySha256", quarantine.headers,
         coalesce(quarantine.secret_id, '') as "secretId", quarantine.received_at as "receivedAt",
         released_at as "releasedAt", dismissed_at as "dismissedAt"
  from inbox.quarantine join inbox.event on event.id = quarantine.event_id where quarantine.id = $1`

export async function readQuarantined(pool: Pool, id: string): Promise<Quarantined | undefined> {
  const [row] = await query<Quarantined & Record<string, unknown>>(pool, READ, [id])
  return row
}

/** The key it is admitted under: its own is taken. */
export function releasedKeyOf({ id, eventKey }: Pick<Quarantined, 'id' | 'eventKey'>): string {
  return `${eventKey}~${id}`
}

// Whoever would end it otherwise waits for us.
const HOLD = `
  select from inbox.quarantine where id = $1 and released_at is null and dismissed_at is null for no key update`

const RELEASE =
  'update inbox.quarantine set released_at = now(), closed_by = $2, closed_because = $3 where id = $1'

// It came long ago, and waits since now.
const TAKE_UP = 'update inbox.event set taken_up_at = now() where id = $1'

/**
 * Admits it as the event that `insert` makes of it, and notes that: both or neither. Undefined: it is released, or dismissed,
 * already.
 * @throws FulfilmentError INBOX_UNAVAILABLE (retryable)
 */
export async function releaseQuarantined(
  pool: Pool,
  id: string,
  { actor, reason }: ReplayedBy,
  insert: (client: ClientBase) => Promise<string>,
): Promise<string | undefined> {
  const client = await pool.connect().catch((error: unknown) => {
    throw inboxUnavailable(error)
  })
  try {
    await client.query('begin')
    const { rowCount } = await client.query(HOLD, [id])
    const eventId = rowCount === 1 ? await insert(client) : undefined
    if (eventId !== undefined) {
      await client.query(RELEASE, [id, actor, reason])
      await client.query(TAKE_UP, [eventId])
    }
    await client.query('commit')
    client.release()
    return eventId
  } catch (error) {
    // What was not committed goes with its connection.
    client.release(true)
    throw inboxUnavailable(error)
  }
}

// One whose release was never noted is there under its new key.
const DISMISS = `
  update inbox.quarantine set dismissed_at = now(), closed_by = $2, closed_because = $3
  where id = $1 and released_at is null and dismissed_at is null and not exists (
    select from inbox.event
    where endpoint = quarantine.endpoint and event_key = quarantine.event_key || '~' || quarantine.id)
  returning id`

/** Notes that nothing is to be done with it. False: it is released, or dismissed, already. */
export async function dismissQuarantined(
  pool: Pool,
  id: string,
  { actor, reason }: ReplayedBy,
): Promise<boolean> {
  return (await query(pool, DISMISS, [id, actor, reason])).length === 1
}
