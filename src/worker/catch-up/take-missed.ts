import type { Pool } from 'pg'
import type { CaughtUp } from '../../activities/catch-up.ts'
import type { Intake } from '../../api/intake.ts'
import { findTold } from '../../inbox/catch-up.ts'
import type { NewEvent } from '../../inbox/inbox.ts'
import { findStored } from '../../inbox/stored-event.ts'
import type { Asked } from './read-asked.ts'
import type { Source } from './sources.ts'

/** Takes in what nobody told us. What we were told is left alone, so that only deliveries are counted as deliveries. */
export async function takeMissed(
  pool: Pool,
  intake: Pick<Intake, 'take'>,
  source: Source,
  { rows, unreadable }: Asked,
): Promise<CaughtUp> {
  const news = await newsAmong(pool, source, rows)
  const admissions = await Promise.all(news.map((row) => intake.take(source.endpoint, row)))
  const count = (type: string) => admissions.filter((admission) => admission.type === type).length
  const [missed, contradicted] = [count('accepted'), count('quarantined')]
  return { missed, contradicted, known: rows.length - missed - contradicted, unreadable }
}

/** Those whose key nobody has stored, and those that say something else than what is stored. */
async function newsAmong(
  pool: Pool,
  { endpoint, isByPayment }: Source,
  rows: readonly NewEvent[],
): Promise<readonly NewEvent[]> {
  const stored = new Map(
    (await findStored(pool, rows)).map(({ eventKey, eventHash }) => [eventKey, eventHash]),
  )
  const news = rows.filter(({ event, eventHash }) => stored.get(event.eventKey) !== eventHash)
  if (!isByPayment) return news
  const told = await findTold(pool, endpoint.account, news.map(paymentOf))
  return news.filter((row) => !told.has(paymentOf(row)))
}

function paymentOf({ event }: NewEvent): string {
  return event.paymentId ?? ''
}
