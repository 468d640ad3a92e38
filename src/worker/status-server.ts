import { createServer, type Server, type ServerResponse } from 'node:http'
import type { Registry } from 'prom-client'
import { VERSION } from '../version.ts'

const SDK_TIMEOUT_MS = 2_000

export interface StatusServerOptions {
  /** 0 takes any free one. */
  readonly port: number
  readonly registry: Registry
  /** Where Temporal's runtime serves its own metrics. */
  readonly sdkMetricsUrl: string
  readonly isPolling: () => boolean
}

export interface StatusServer {
  readonly port: number
  close(): Promise<void>
}

/** `/healthz`: 200 while the worker polls for tasks. `/metrics`: ours, and Temporal's beside them. */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const server = createServer((request, response) => {
    answer(request.url ?? '/', response, options).catch(() => response.destroy())
  })
  await listen(server, options.port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}

async function answer(url: string, response: ServerResponse, options: StatusServerOptions): Promise<void> {
  // A request line need not hold a URL that can be parsed.
  const [path] = url.split('?', 1)
  if (path === '/healthz') {
    const polling = options.isPolling()
    const body = { status: polling ? 'up' : 'starting', version: VERSION }
    response.writeHead(polling ? 200 : 503, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  } else if (path === '/metrics') {
    const [ours, sdk] = await Promise.all([options.registry.metrics(), sdkMetrics(options.sdkMetricsUrl)])
    response.writeHead(200, { 'content-type': options.registry.contentType }).end(`${ours}\n${sdk}`)
  } else {
    response.writeHead(404).end()
  }
}

/** Ours are told even if Temporal's cannot be had. */
async function sdkMetrics(url: string): Promise<string> {
  try {
    return await (await fetch(url, { signal: AbortSignal.timeout(SDK_TIMEOUT_MS) })).text()
  } catch {
    return '# the metrics of the Temporal SDK did not answer\n'
  }
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed).listen(port, () => {
      server.off('error', failed)
      done()
    })
  })
}
