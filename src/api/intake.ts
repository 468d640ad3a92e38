import type { NewEvent } from '../inbox/inbox.ts'
import type { Admission, Admitter } from './admit.ts'
import type { VerifiedDelivery } from './delivery.ts'
import type { Endpoint } from './endpoints.ts'
import type { Relay } from './relay.ts'
import { type TranslateDeps, translateDelivery } from './translate-delivery.ts'
import type { Watch } from './watch.ts'

export interface IntakeDeps extends TranslateDeps {
  readonly admitter: Pick<Admitter, 'admit'>
  readonly relay: Pick<Relay, 'offer'>
  readonly watch: Pick<Watch, 'admitted'>
  /** Whether what the endpoint is sent is only kept. */
  readonly isPaused: (slug: string) => Promise<boolean>
}

/** What every verified delivery goes through, however it came. */
export interface Intake {
  /**
   * What it states, planned and ready to be stored; nothing is kept yet.
   * @throws FulfilmentError INVALID_PAYLOAD
   */
  read(endpoint: Endpoint, delivery: VerifiedDelivery): NewEvent
  /**
   * Resolves once it is committed; its workflow starts right after, or when its endpoint is resumed.
   * @throws FulfilmentError INBOX_UNAVAILABLE (retryable), INVALID_PAYLOAD
   */
  take(endpoint: Endpoint, row: NewEvent): Promise<Admission>
}

export function createIntake(deps: IntakeDeps): Intake {
  const { admitter, relay, watch, isPaused } = deps
  return {
    read: (endpoint, delivery) => translateDelivery(deps, endpoint, delivery),
    async take(endpoint, row) {
      const admission = await admitter.admit(endpoint, row)
      if (admission.type === 'accepted' && !(await isPaused(endpoint.slug)))
        relay.offer({ ...row, id: admission.id })
      watch.admitted(row, admission)
      return admission
    },
  }
}
