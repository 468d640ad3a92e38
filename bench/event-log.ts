import { fillEventLog } from '../test/support/event-log.ts'
import { closedLoop, percentile } from './load.ts'
import { startSystem } from './system.ts'

const EVENTS = 1_000_000
/** An event, its plan and its headers as they usually are; bodies are kept beside the table. */
const FILLER_CHARACTERS = 1_200
const REQUESTS = 200

/** As a page before it would give it. */
const DEEP = Buffer.from(JSON.stringify([String(EVENTS / 2), '2026-11-01T04:00:00Z'])).toString('base64url')

const QUERIES: readonly (readonly [what: string, query: string])[] = [
  ['first page', ''],
  ['a page in the middle', `cursor=${DEEP}`],
  ['an endpoint', 'endpoint=llamapay'],
  ['an endpoint of ten events', 'endpoint=tenant-9'],
  ['state fulfilled', 'state=fulfilled'],
  ['state parked', 'state=parked'],
  ['type payment.succeeded', 'type=payment.succeeded'],
  ['type charge:pending', 'type=charge:pending'],
  ['an endpoint and a state', 'endpoint=stripe&state=fulfilled'],
  ['an endpoint and a type', 'endpoint=stripe&type=payment.refunded'],
  ['an endpoint and a type it never has', 'endpoint=llamapay&type=payment.refunded'],
  ['a key', 'key=evt_00777777'],
  ['a payment', 'payment=pi_00250001'],
  ['an order', 'order=ORDER-20000'],
  ['an hour, weeks ago', 'from=2026-11-01T10:00:00Z&to=2026-11-01T11:00:00Z'],
  ['q, a whole id', 'q=evt_00777777'],
  ['q, a beginning of 100 ids', 'q=evt_007777'],
]

/** `npm run bench -- event-log`: how soon a page of the log of a million events is answered. */
export async function benchEventLog(say: (line: string) => void): Promise<void> {
  const system = await startSystem()
  try {
    await fillEventLog(system.pool, EVENTS, FILLER_CHARACTERS)
    const page = pagesOf(`${system.apiUrl}/v1/events`, system.operatorKey)
    say('\n| GET /v1/events, 50 of 1,000,000 | p50 ms | p95 ms | p99 ms |')
    say('|---|---|---|---|')
    for (const [what, query] of QUERIES) {
      await page(query)
      const { latenciesMs } = await closedLoop(1, REQUESTS, () => page(query))
      const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => percentile(latenciesMs, share).toFixed(1))
      say(`| ${what} | ${p50} | ${p95} | ${p99} |`)
    }
  } finally {
    await system.stop()
  }
}

function pagesOf(url: string, key: string): (query: string) => Promise<number> {
  return async (query) => {
    const startedAt = performance.now()
    const answer = await fetch(`${url}?${query}`, { headers: { authorization: `Bearer ${key}` } })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`${query} is answered ${answer.status}`)
    return performance.now() - startedAt
  }
}
