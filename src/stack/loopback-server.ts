import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LoopbackServer {
  /** Without a slash at its end. */
  readonly url: string
  readonly stop: () => Promise<void>
}

/** An HTTP server for this machine alone, on a free port. */
export const startLoopbackServer = async (serve: RequestListener): Promise<LoopbackServer> => {
  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
