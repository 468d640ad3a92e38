/** Counts, per address, requests that nobody has vouched for. */
export interface UnverifiedLimit {
  /** Counts one. For how many seconds to stay away: 0 while within the limit. */
  count(address: string): number
}

const WINDOW_MS = 60_000
/** A flood from more addresses than this starts the count afresh rather than filling the memory. */
const MAX_ADDRESSES = 50_000

interface Window {
  readonly startedAt: number
  current: number
  previous: number
}

/**
 * A sliding window of one minute: what was counted in the minute before weighs as much as is left of it. Requests are
 * counted after they were judged, so that a verified one is never refused for its neighbours.
 */
export function createUnverifiedLimit(perMinute: number, now: () => number = Date.now): UnverifiedLimit {
  const windows = new Map<string, Window>()
  return {
    count(address) {
      const at = now()
      const key = networkOf(address)
      const window = windowAt(windows.get(key), at)
      window.current++
      if (windows.size >= MAX_ADDRESSES && !windows.has(key)) windows.clear()
      windows.set(key, window)
      const left = 1 - (at - window.startedAt) / WINDOW_MS
      const weighed = window.current + window.previous * left
      return weighed > perMinute ? Math.max(1, Math.ceil((left * WINDOW_MS) / 1000)) : 0
    },
  }
}

function windowAt(window: Window | undefined, at: number): Window {
  const startedAt = at - (at % WINDOW_MS)
  if (window?.startedAt === startedAt) return window
  const previous = window?.startedAt === startedAt - WINDOW_MS ? window.current : 0
  return { startedAt, current: 0, previous }
}

/** An IPv6 customer has a /64 at least: its addresses count as one. */
function networkOf(address: string): string {
  if (!address.includes(':') || address.includes('.')) return address
  const [head = '', tail = ''] = address.split('::')
  const [left, right] = [head.split(':'), tail === '' ? [] : tail.split(':')]
  const groups = [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right]
  return groups.slice(0, 4).join(':')
}
