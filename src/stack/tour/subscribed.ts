import { setTimeout as sleep } from 'node:timers/promises'
import { subscriptionIdFor } from '../../domain/ids.ts'
import { waitUntil } from '../wait-until.ts'
import { answerOf, type Guide, type Sent } from './guide.ts'
import type { Row } from './table.ts'
import { WITHIN } from './within.ts'

const PROVIDER = 'standard'
/** As long as a month elsewhere. */
const PERIOD_MS = 12_000

/** Who is subscribed on this tour, and to whom its mails go. */
export interface Subscriber {
  readonly subscriptionId: string
  readonly user: string
  readonly email: string
}

export function subscriberOf({ id }: Pick<Guide, 'id'>): Subscriber {
  const user = `barbara-${id}`
  return { subscriptionId: `sub_${id}`, user, email: `${user}@example.com` }
}

/** A subscription that is renewed once, and then ends by the clock: no webhook says so. */
export async function subscribedRows(guide: Guide): Promise<Row[]> {
  const subscriber = subscriberOf(guide)
  const begin = Date.now()
  const first = new Date(begin + PERIOD_MS)
  const second = new Date(begin + 2 * PERIOD_MS)
  return [
    await tell(guide, subscriber, 'started', first),
    await tell(guide, subscriber, 'renewed', second),
    await passes(guide, subscriber, first, 'renewed', true),
    await passes(guide, subscriber, second, 'over', false),
  ]
}

/** By webhook. */
async function tell(
  { id, operator, send }: Guide,
  { subscriptionId, user, email }: Subscriber,
  what: 'started' | 'renewed',
  periodEnd: Date,
): Promise<Row> {
  const type = `subscription.${what}`
  const sent: Sent = await send({
    provider: PROVIDER,
    type,
    eventId: `evt_${id}_${what}`,
    subscription: subscriptionId,
    user,
    email,
    periodEnd,
  })
  await operator.waitForState(PROVIDER, sent.workflowId, 'fulfilled')
  const until = await operator.accessUntil(`user:${user}`)
  return {
    event: `${PROVIDER} ${type}`,
    answer: answerOf(sent),
    workflow: sent.workflowId ?? '–',
    changed: until === undefined ? 'no access' : `access until ${timeOf(until)}`,
    ok: until === periodEnd.toISOString(),
  }
}

/** By the clock alone. */
async function passes(
  { operator }: Guide,
  { subscriptionId, user }: Subscriber,
  end: Date,
  because: string,
  staysOpen: boolean,
): Promise<Row> {
  const at = end.toISOString()
  await sleep(Math.max(0, end.getTime() - Date.now()))
  const { status, isOpen } = await waitUntil(
    async () => {
      const found = {
        status: await operator.subscriptionStatus(PROVIDER, subscriptionId),
        isOpen: (await operator.accessUntil(`user:${user}`)) !== undefined,
      }
      if (found.isOpen !== staysOpen || (found.status === 'active') !== staysOpen)
        throw new Error(`the subscription is ${found.status}`)
      return found
    },
    { what: `${subscriptionId} after ${at}`, ...WITHIN },
  )
  return {
    event: `clock: period ${because}`,
    answer: timeOf(at),
    workflow: subscriptionIdFor({ account: PROVIDER, subscriptionId }),
    changed: `${isOpen ? 'access stays' : 'access ended'} · ${status}`,
    ok: isOpen === staysOpen,
  }
}

function timeOf(iso: string): string {
  return `${iso.slice(11, 19)} UTC`
}
