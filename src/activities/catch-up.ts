import { FulfilmentError } from '../domain/errors.ts'
import type { Deps } from './deps.ts'

/** What one provider said when it was asked. */
export interface CaughtUp {
  /** Nobody had told us: taken in now. */
  readonly missed: number
  readonly known: number
  /** Not what we were told under the same key: in quarantine. */
  readonly contradicted: number
  readonly unreadable: number
}

/** Providers that can be asked what their webhooks may not have told. */
export interface CatchUp {
  /**
   * Takes in what nobody told us, as its webhook would have been. Asked again it takes in nothing twice.
   * @throws FulfilmentError PROVIDER_UNAVAILABLE (retryable), PROVIDER_REFUSED, INBOX_UNAVAILABLE (retryable)
   */
  pass(source: string, since?: string): Promise<CaughtUp>
}

export interface CatchUpRequest {
  /** The endpoint that its webhooks go to. */
  readonly source: string
  /** ISO-8601 UTC; else, where it stopped before. */
  readonly since?: string
}

export const catchUpFrom =
  ({ catchUp }: Deps) =>
  async ({ source, since }: CatchUpRequest): Promise<CaughtUp> => {
    if (catchUp !== undefined) return await catchUp.pass(source, since)
    throw new FulfilmentError({
      code: 'PROVIDER_REFUSED',
      retryable: false,
      message: `this worker asks no provider: it has no key for the API of ${source}`,
    })
  }
