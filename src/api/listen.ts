import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Time for a whole request to arrive. Node looks at it every `CHECK_MS` only. */
const REQUEST_TIMEOUT_MS = 10_000
const CHECK_MS = 1_000
const CLOSE_IDLE_MS = 50

export interface Listening {
  readonly port: number
  /** Takes no more connections; resolves when the open requests are answered. */
  close(): Promise<void>
}

/** Serves on a port; 0 takes any free one. */
export async function listen(
  app: RequestListener,
  port: number,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
): Promise<Listening> {
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      connectionsCheckingInterval: CHECK_MS,
    },
    app,
  )
  server.listen(port)
  await once(server, 'listening')
  return { port: (server.address() as AddressInfo).port, close: () => close(server) }
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  // A kept-alive connection becomes idle only once its request is answered.
  const timer = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_MS)
  await closed.finally(() => clearInterval(timer))
}
