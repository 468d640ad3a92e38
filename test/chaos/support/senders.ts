import { setTimeout as sleep } from 'node:timers/promises'
import { buildDelivery, type DeliveryRequest } from '../../../src/cli/delivery.ts'
import { retryRuleOf } from '../../../src/cli/retry-rules.ts'
import type { Dice } from '../../support/dice.ts'

export interface Sending {
  /** Any of them will do. */
  readonly apiUrls: readonly [string, ...string[]]
  readonly dice: Dice
  /** Between two deliveries, whether or not they are taken at once. */
  readonly everyMs: number
  readonly signal: AbortSignal
}

export interface SendingCounts {
  deliveries: number
  /** Tries that nobody answered, or with what that provider does not take. */
  refused: number
}

/** A provider's waits are minutes; a chaos has seconds. */
const AGAIN_AFTER_MS = 250

/** Delivers all of them as providers do: again and again, until each is taken. */
export const sendAll = async (
  deliveries: readonly DeliveryRequest[],
  { apiUrls, dice, everyMs, signal }: Sending,
  counts: SendingCounts,
): Promise<void> => {
  const under = deliveries.map(async (request, n) => {
    await sleep(n * everyMs, undefined, { signal })
    const { accepts } = retryRuleOf(request.provider)
    while (!accepts(await post(dice.pick(apiUrls), request, signal))) {
      counts.refused += 1
      await sleep(AGAIN_AFTER_MS, undefined, { signal })
    }
    counts.deliveries += 1
  })
  await Promise.all(under)
}

/** The status of the answer; 0 when there is none. */
const post = async (url: string, request: DeliveryRequest, signal: AbortSignal): Promise<number> => {
  const { path, headers, body } = buildDelivery(request)
  const init = {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  }
  try {
    const response = await fetch(url + path, init)
    await response.arrayBuffer()
    return response.status
  } catch (error) {
    if (signal.aborted) throw error
    return 0
  }
}
