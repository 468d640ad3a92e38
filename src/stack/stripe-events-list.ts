/** An event as Stripe keeps it; left out is what nobody here reads. */
export interface StripeEvent {
  readonly id: string
  readonly type: string
  /** Unix seconds. */
  readonly created: number
  readonly [field: string]: unknown
}

const MOST = 100

/** Stripe's list of events: the newest first, in pages. */
export function listEvents(events: readonly StripeEvent[], asked: URLSearchParams): object {
  const [from, until] = [asked.get('created[gte]'), asked.get('created[lt]')].map((text) =>
    Number(text ?? Number.NaN),
  )
  const types = [...asked].flatMap(([name, value]) => (name.startsWith('types[') ? [value] : []))
  const found = events
    .filter(
      ({ type, created }) => types.includes(type) && !(created < (from ?? 0)) && !(created >= (until ?? 0)),
    )
    .toSorted((one, other) => other.created - one.created || (one.id < other.id ? 1 : -1))
  const after = found.findIndex(({ id }) => id === asked.get('starting_after'))
  const rest = found.slice(after + 1)
  const data = rest.slice(0, Math.min(Number(asked.get('limit') ?? 10), MOST))
  return { object: 'list', url: '/v1/events', has_more: rest.length > data.length, data }
}
