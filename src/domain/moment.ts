/** When a fact happened, and the event that states it: facts of one instant need an order too. */
export interface Moment {
  readonly at: string
  readonly by: string
}

interface Dated {
  readonly at: string
  readonly endpoint: string
  readonly eventKey: string
}

export function momentOf({ at, endpoint, eventKey }: Dated): Moment {
  return { at, by: `${endpoint}:${eventKey}` }
}

export function compareTexts(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Orders ISO-8601 times, whatever their precision. */
export function compareTimes(a: string, b: string): number {
  return Date.parse(a) - Date.parse(b)
}

export function compareMoments(a: Moment, b: Moment): number {
  return compareTimes(a.at, b.at) || compareTexts(a.by, b.by)
}
