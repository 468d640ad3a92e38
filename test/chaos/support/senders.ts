import { setTimeout as sleep } from 'node:timers/promises'
import type { Dice } from '../../support/dice.ts'
import type { Parcel } from './parcels.ts'

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

/** Delivers all of them: again and again, until each is taken. */
export const sendAll = async (
  parcels: readonly Parcel[],
  { apiUrls, dice, everyMs, signal }: Sending,
  counts: SendingCounts,
): Promise<void> => {
  const deliver = async (parcel: Parcel, n: number): Promise<void> => {
    await sleep(n * everyMs, undefined, { signal })
    while (!parcel.accepts(await post(dice.pick(apiUrls), parcel, signal))) {
      counts.refused += 1
      await sleep(parcel.againAfterMs, undefined, { signal })
    }
    counts.deliveries += 1
  }
  await Promise.all(parcels.map(deliver))
}

/** What no chaos may bring about: asking again is of no use. */
const WRONG = [400, 401, 404, 413, 415]

/** The status of the answer; 0 when there is none. */
const post = async (url: string, { build }: Parcel, signal: AbortSignal): Promise<number> => {
  const { path, headers, body } = build()
  const init = {
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]),
  }
  try {
    const response = await fetch(url + path, init)
    const text = await response.text()
    if (WRONG.includes(response.status)) throw new Error(`${path} answered ${response.status}: ${text}`)
    return response.status
  } catch (error) {
    // Fetch fails with a TypeError, and with a DOMException when its time is over.
    if (signal.aborted || !(error instanceof TypeError || error instanceof DOMException)) throw error
    return 0
  }
}
