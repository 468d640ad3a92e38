import { countedAs } from '../domain/endpoint-slug.ts'
import type { NewEvent } from '../inbox/inbox.ts'
import type { Logger } from '../logger.ts'
import type { Admission } from './admit.ts'
import type { HttpError } from './http-error.ts'
import { traceOf } from './http-errors.ts'
import type { Metrics } from './metrics.ts'
import type { Refusals } from './refusals.ts'

/** A request on its way through; what is known of it grows. */
export interface Visit {
  readonly slug: string
  readonly peer: string
  readonly startedAt: number
  body?: { readonly size: number; readonly sha256: string }
  secretId?: string
}

/** Tells operators what came in: in the log, the metrics and the table of refusals. */
export interface Watch {
  admitted(row: NewEvent, admission: Admission): void
  /** `isFlood`: there are too many of them to write each down. */
  refused(
    visit: Visit,
    answer: HttpError,
    about: { readonly error: unknown; readonly isFlood: boolean },
  ): void
  answered(visit: Visit): void
}

export interface WatchDeps {
  readonly log: Logger
  readonly metrics: Metrics
  readonly refusals: Refusals
}

export function createWatch({ log, metrics, refusals }: WatchDeps): Watch {
  return {
    admitted({ event, secretId }, admission) {
      const { endpoint, type, providerType, eventKey, receivedAt } = event
      const counted = countedAs(endpoint)
      metrics.webhookReceived.inc({ endpoint: counted, type })
      if (counted === endpoint) metrics.secretLastUsed.set({ secret: secretId }, Date.now() / 1000)
      if (admission.type === 'duplicate') metrics.duplicates.inc()
      const line = {
        event: providerType,
        endpoint,
        id: eventKey,
        received_at: receivedAt,
        signature_valid: true,
        admission: admission.type,
      }
      if (admission.type !== 'quarantined') {
        log.info(line, 'webhook.received')
        return
      }
      metrics.quarantined.inc({ endpoint: counted })
      log.warn({ ...line, quarantineId: admission.quarantineId }, 'webhook.received')
    },

    refused({ slug, peer, body, secretId }, answer, { error, isFlood }) {
      if (answer.code === 'BAD_SIGNATURE') metrics.signatureFailure.inc({ endpoint: countedAs(slug) })
      if (isFlood) return
      const about = {
        endpoint: printable(slug),
        reason: answer.reason,
        size: body?.size ?? 0,
        bodySha256: body?.sha256 ?? '',
      }
      const line = {
        ...about,
        received_at: new Date().toISOString(),
        signature_valid: secretId !== undefined,
      }
      if (answer.status >= 500) {
        log.error({ ...line, ...traceOf(error) }, 'webhook.failed')
        return
      }
      refusals.record({ ...about, peer: printable(peer) })
      log.warn(
        { ...line, peer: printable(peer) },
        body === undefined ? 'webhook.refused' : 'webhook.received',
      )
    },

    answered({ startedAt }) {
      metrics.receiveDuration.observe((performance.now() - startedAt) / 1000)
    },
  }
}

/** Text of a stranger, as it may stand in a table and a log: no `@`, so no address. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x3f\x41-\x7e]/g, '?').slice(0, 100)
}
