import type { Pool } from 'pg'
import { query } from './query.ts'

/** A delivery of an event that was already there. */
export interface RepeatedDelivery {
  readonly eventId: string
  /** The body it repeats is erased, so nobody can check that it says the same. */
  readonly unverifiable: boolean
}

const COUNT = `
  update inbox.event
  set deliveries = event.deliveries + repeated.deliveries, unverifiable = event.unverifiable + repeated.unverifiable
  from (
    select id, count(*)::int as deliveries, count(*) filter (where unverifiable)::int as unverifiable
    from unnest($1::bigint[], $2::boolean[]) as t(id, unverifiable) group by id
  ) as repeated
  where event.id = repeated.id`

/** Counts repeated deliveries, apart from the insert: the row may be locked by its books step, and answers do not wait. */
export async function countDeliveries(pool: Pool, repeated: readonly RepeatedDelivery[]): Promise<void> {
  const ids = repeated.map(({ eventId }) => eventId)
  const unverifiable = repeated.map((delivery) => delivery.unverifiable)
  await query(pool, COUNT, [ids, unverifiable])
}
