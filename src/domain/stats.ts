/** What can become of an event; a delivery in quarantine counts as one of its own. */
export const COUNTED_STATES = [
  'received',
  'fulfilled',
  'recorded',
  'ignored',
  'parked',
  'aborted',
  'quarantined',
] as const
type CountedState = (typeof COUNTED_STATES)[number]

const SUCCESS: readonly CountedState[] = ['fulfilled', 'recorded', 'ignored']
const FAILED: readonly CountedState[] = ['parked', 'aborted', 'quarantined']

/** How many events of an endpoint are in one state; or how many deliveries to it were turned away. */
export interface StateCount {
  /** Null: nobody knows the endpoint. */
  readonly endpoint: string | null
  readonly state: CountedState | 'refused'
  readonly events: number
  /** Deliveries of these events after their first. */
  readonly duplicates: number
}

export interface Tally {
  readonly success: number
  /** As they stand now: what was put right since counts as success. */
  readonly failed: number
  /** Of those that came to an end or to a stop; null where there are none. */
  readonly failureRate: number | null
  /** Turned away unverified or malformed: no events. */
  readonly refused: number
  readonly duplicates: number
  readonly states: Readonly<Record<CountedState, number>>
}

/** What became of the events that came in a window. Times are ISO-8601 UTC. */
export interface Stats extends Tally {
  readonly from: string
  readonly to: string
  readonly byEndpoint: readonly (Tally & { readonly endpoint: string })[]
}

export function statsOf(window: Pick<Stats, 'from' | 'to'>, counts: readonly StateCount[]): Stats {
  const { from, to } = window
  const endpoints = [...new Set(counts.map(({ endpoint }) => endpoint))].filter((name) => name !== null)
  return {
    from,
    to,
    ...tallyOf(counts),
    byEndpoint: endpoints
      .sort()
      .map((endpoint) => ({ endpoint, ...tallyOf(counts.filter((count) => count.endpoint === endpoint)) })),
  }
}

function tallyOf(counts: readonly StateCount[]): Tally {
  const eventsIn = (...states: readonly StateCount['state'][]) =>
    counts.filter(({ state }) => states.includes(state)).reduce((sum, { events }) => sum + events, 0)
  const [success, failed] = [eventsIn(...SUCCESS), eventsIn(...FAILED)]
  return {
    success,
    failed,
    failureRate: success + failed === 0 ? null : failed / (success + failed),
    refused: eventsIn('refused'),
    duplicates: counts.reduce((sum, { duplicates }) => sum + duplicates, 0),
    states: Object.fromEntries(COUNTED_STATES.map((state) => [state, eventsIn(state)])) as Tally['states'],
  }
}
