import type { AlarmName } from '../domain/alarm.ts'
import { FulfilmentError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** What a check found. */
export interface HealthChecked {
  /** With what each is about, where there may be several. */
  readonly on: readonly string[]
  readonly unknown: readonly AlarmName[]
}

/** Looks for what an operator must see, and tells what began and what is over. */
export interface HealthCheck {
  /** @throws FulfilmentError INBOX_UNAVAILABLE (retryable) */
  check(): Promise<HealthChecked>
}

export const checkHealth =
  ({ health }: Deps) =>
  async (): Promise<HealthChecked> => {
    if (health !== undefined) return await health.check()
    throw new FulfilmentError({
      code: 'INBOX_UNAVAILABLE',
      retryable: true,
      message: 'this worker makes no checks; another one may',
    })
  }
