import type { Pool } from 'pg'
import { inWords } from './answer.ts'
import { callApp, type Line } from './call.ts'
import { composePing } from './compose.ts'
import { endpointDigest, whyDisabled } from './endpoint.ts'
import type { DeliveryOptions } from './options.ts'
import { type RedeliveryFilter, type RedeliveryPage, selectMessages } from './select.ts'
import { endTry } from './try-once.ts'

/** What one more call came to. */
export interface Redelivered {
  readonly isDelivered: boolean
  readonly status?: number
  readonly durationMs?: number
  /** Why not, in words. */
  readonly because?: string
}

/** Calls an operator asks for, beside those that events ask for. */
export interface Redelivery {
  /** Sends a message again: the same id, the same bytes. It is one call; what it was not delivered by stays as it was. */
  redeliver(key: string): Promise<Redelivered>
  /** Keys of what matches, in the order in which they came; `next` goes on from there. */
  page(filter: RedeliveryFilter, after: string | undefined): Promise<RedeliveryPage>
  /** Sends an event of type `ping`, also to an endpoint that is disabled. */
  ping(key: string): Promise<Redelivered>
}

export interface RedeliveryOptions extends Line, Pick<DeliveryOptions, 'store' | 'schedule' | 'onTrouble'> {
  readonly pool: Pool
}

export function createRedelivery(options: RedeliveryOptions): Redelivery {
  return {
    redeliver: (key) => redeliver(options, key),
    page: (filter, after) => selectMessages(options.pool, filter, after),
    async ping(key) {
      return shown(await callApp(options, { key, body: composePing(options.now()) }))
    },
  }
}

async function redeliver(options: RedeliveryOptions, key: string): Promise<Redelivered> {
  const { store, url, now } = options
  const message = await store.find(key)
  const body = message?.body ?? undefined
  if (body === undefined) return { isDelivered: false, because: 'it was never composed' }
  const disabled = await store.disabled(endpointDigest(url))
  if (disabled !== undefined) return { isDelivered: false, because: whyDisabled(disabled) }
  const n = await store.beginAttempt(key, true, now())
  const answer = await callApp(options, { key, body })
  await endTry(options, { key, n, answer })
  return shown(answer)
}

function shown(answer: Awaited<ReturnType<typeof callApp>>): Redelivered {
  const { isDelivered, status, durationMs } = answer
  return {
    isDelivered,
    durationMs,
    ...(status === undefined ? {} : { status }),
    ...(isDelivered ? {} : { because: inWords(answer) }),
  }
}
