import type { Policy } from './policy.ts'
import { dunningTimes, type Rules, type SubscriptionStatus, statusAt } from './subscription-due.ts'
import type { SubscriptionState } from './subscription-state.ts'
import { type DeliverEffect, type NotifyEffect, reachable, type Telling } from './telling.ts'

/** Something in the life of a subscription that people are told of, once. */
export interface Occasion {
  /** Names it among all that is told of the subscription. */
  readonly name: readonly string[]
  readonly tellings: readonly Telling[]
}

/** What people should have been told by now. It follows from where it stands, so that no crash can lose it. */
export function occasionsOf(
  state: SubscriptionState,
  rules: Rules,
  now: number,
  { channels }: Pick<Policy, 'channels'>,
): readonly Occasion[] {
  if (state.from === undefined) return []
  const period = isoOf(state.period?.end ?? state.endsAt ?? state.from)
  const status = statusAt(state, rules, now)
  return [...begun(state, period), ...owed(state, rules, status, period, now), ...ended(status, period)]
    .map(({ name, tellings }) => ({ name, tellings: reachable(tellings, channels) }))
    .filter(({ tellings }) => tellings.length > 0)
}

/** What was told to be owed, or over, and runs again, is told anew: else an app would go by what it heard last. */
function begun({ period, firstEnd, resumedAt }: SubscriptionState, end: string): readonly Occasion[] {
  const started: Occasion = {
    name: ['started'],
    tellings: [
      { type: 'notify', template: 'subscription-started' },
      { type: 'deliver', topic: 'subscription.started' },
    ],
  }
  if (period === undefined || (period.end === firstEnd && resumedAt === undefined)) return [started]
  const what = [end, ...(resumedAt === undefined ? [] : [isoOf(resumedAt)])]
  return [
    started,
    { name: ['renewed', ...what], tellings: [{ type: 'deliver', topic: 'subscription.renewed', what }] },
  ]
}

function owed(
  state: SubscriptionState,
  rules: Rules,
  status: SubscriptionStatus,
  end: string,
  now: number,
): readonly Occasion[] {
  if (status !== 'past_due') return []
  const due: Telling = { type: 'deliver', topic: 'subscription.past_due', what: [end] }
  const steps = dunningTimes(state, rules).flatMap((at, index): Occasion[] => {
    const step = String(rules.dunningDays[index])
    if (at > now) return []
    const mail: NotifyEffect = { type: 'notify', template: 'subscription-past-due', what: [end, step] }
    return [{ name: ['past-due', end, step], tellings: [mail] }]
  })
  return [{ name: ['past-due', end], tellings: [due] }, ...steps]
}

function ended(status: SubscriptionStatus, end: string): readonly Occasion[] {
  if (status !== 'cancelled' && status !== 'expired') return []
  const mail: NotifyEffect = { type: 'notify', template: `subscription-${status}`, what: [end] }
  const call: DeliverEffect = { type: 'deliver', topic: `subscription.${status}`, what: [end] }
  return [{ name: [status, end], tellings: [mail, call] }]
}

function isoOf(ms: number): string {
  return new Date(ms).toISOString()
}
