export interface EventFilter {
  readonly endpoint?: string
  /** Exactly this event key. */
  readonly key?: string
  readonly state?: string
  /** Ours (`payment.succeeded`) or the provider's (`charge:pending`). */
  readonly type?: string
  readonly payment?: string
  /** A payment that names no order is its own. */
  readonly order?: string
  readonly from?: Date
  /** Exclusive. */
  readonly to?: Date
}

/** A condition, and a value for each `$` in it. */
export type Condition = readonly [clause: string, ...values: unknown[]]

/** What an event must be to match, as far as it is not its type. */
export function conditionsOf(filter: EventFilter): readonly Condition[] {
  const { order } = filter
  const given: readonly Condition[] = [
    ['endpoint = $', filter.endpoint],
    ['event_key = $', filter.key],
    ['state = $', filter.state],
    ['payment_id = $', filter.payment],
    ['(order_reference = $ or order_reference is null and payment_id = $)', order, order],
    ['received_at >= $', filter.from],
    ['received_at < $', filter.to],
  ]
  return given.filter(([, value]) => value !== undefined)
}

/** What an event may be. */
export const EVENT_STATES = ['received', 'fulfilled', 'recorded', 'ignored', 'parked', 'aborted'] as const

/**
 * Ways to match, each with conditions of its own. Apart they are answered from an index, in the order of ids; together they would
 * not be.
 */
export function waysOf(filter: EventFilter): readonly (readonly Condition[])[] {
  const types = typesOf(filter)
  if (!isWide(filter)) return types
  return EVENT_STATES.flatMap((state) =>
    types.map((of): readonly Condition[] => [...of, ['state = $', state]]),
  )
}

/** Perhaps most of all events, and those of every state. */
function isWide({ endpoint, type, state, key, payment, order }: EventFilter): boolean {
  if (state !== undefined || (key ?? payment ?? order) !== undefined) return false
  return endpoint !== undefined || type !== undefined
}

/** Ours, or the provider's: one event may be both. */
export function typesOf({ type }: EventFilter): readonly (readonly Condition[])[] {
  if (type === undefined) return [[]]
  return [[['type = $', type]], [['provider_type = $ and type <> $', type, type]]]
}

/** All of them as one clause; their values become parameters after those that are there. */
export function whereOf(conditions: readonly Condition[], parameters: unknown[]): string {
  const clauses = conditions.map(([clause, ...values]) => {
    const next = values.values()
    return clause.replaceAll('$', () => `$${parameters.push(next.next().value)}`)
  })
  return clauses.length === 0 ? '' : `where ${clauses.join(' and ')}`
}
