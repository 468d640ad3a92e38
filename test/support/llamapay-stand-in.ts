import type { IncomingMessage, ServerResponse } from 'node:http'
import { startLoopbackServer } from '../../src/stack/loopback-server.ts'

/** LlamaPay's API on this machine: the list of charges in pages, by id as it documents. */
export interface LlamaPayStandIn {
  readonly apiBase: string
  readonly apiKey: string
  /** Somebody opened a checkout; nothing says that it is paid. */
  readonly addCharge: (charge: { readonly id: string; readonly [field: string]: unknown }) => void
  /** The next so many requests are answered with this status. */
  readonly fail: (status: number, times: number) => void
  readonly asked: readonly string[]
  readonly stop: () => Promise<void>
}

export const startLlamaPayStandIn = async (pageSize = 25): Promise<LlamaPayStandIn> => {
  const apiKey = 'llamapay_sk_test_0123456789'
  const charges = new Map<string, object>()
  const asked: string[] = []
  let failures: number[] = []

  const page = (after: string | null): object => {
    const ids = [...charges.keys()].toSorted().filter((id) => after === null || id > after)
    const shown = ids.slice(0, pageSize)
    const next_uri =
      ids.length > shown.length ? `https://api.llamapay.io/charges?starting_after=${shown.at(-1)}` : null
    return { pagination: { previous_uri: null, next_uri }, data: shown.map((id) => charges.get(id)) }
  }

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1')
    asked.push(request.url ?? '')
    const failure = failures.shift() ?? (request.headers.authorization === apiKey ? 200 : 401)
    const status = failure === 200 && pathname !== '/charges' ? 404 : failure
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify(status === 200 ? page(searchParams.get('starting_after')) : { error: 'no' }))
  }

  const server = await startLoopbackServer(serve)
  return {
    apiBase: server.url,
    apiKey,
    asked,
    addCharge: (charge) => {
      charges.set(charge.id, charge)
    },
    fail: (status, times) => {
      failures = Array.from({ length: times }, () => status)
    },
    stop: server.stop,
  }
}
