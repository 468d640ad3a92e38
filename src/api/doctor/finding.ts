/** What the doctor looks at, in the order it is told. Each has its row in docs/going-live.md#the-doctor. */
export const CHECKS = [
  'postgres',
  'migrations',
  'clock',
  'backups',
  'temporal',
  'search-attributes',
  'workers',
  'schedules',
  'webhook-secrets',
  'endpoint-secrets',
  'operator-keys',
  'proxy',
  'mail',
  'alerts',
  'delivery',
  'alarms',
  'drift',
] as const
export type CheckName = (typeof CHECKS)[number]

/** `unknown`: nobody could look. A `warning` may be meant; what `failed` is not ready for production. */
export const VERDICTS = ['ok', 'warning', 'failed', 'unknown'] as const

/** Ids, names and figures; no secret and no address. */
export interface Finding {
  readonly check: CheckName
  readonly verdict: (typeof VERDICTS)[number]
  /** What was seen. */
  readonly found: string
  /** What to do about it. */
  readonly todo?: string
}

/** What ends so soon is warned of: time enough to rotate without haste. */
export const SOON_MS = 14 * 86_400_000

type Found = Omit<Finding, 'check'>

export function good(found: string): Found {
  return { verdict: 'ok', found }
}

export function warning(found: string, todo: string): Found {
  return { verdict: 'warning', found, todo }
}

export function bad(found: string, todo: string): Found {
  return { verdict: 'failed', found, todo }
}

/** Each looks at one thing of the running deployment. What it throws makes its finding `unknown`. */
export type Checks = Readonly<Record<CheckName, () => Found | Promise<Found>>>
