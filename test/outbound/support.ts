import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Resolve } from '../../src/outbound/guard.ts'

export interface TestServer {
  readonly port: number
  readonly close: () => Promise<void>
}

/** A server on the loopback interface. */
export const serve = async (answer: RequestListener): Promise<TestServer> => {
  const server = createServer(answer).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((done) => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

/** A resolver that knows these names, in place of the system's; `asked` holds what it was asked for. */
export const resolverOf = (
  names: Readonly<Record<string, readonly string[]>>,
): { readonly resolve: Resolve; readonly asked: readonly string[] } => {
  const asked: string[] = []
  return {
    asked,
    resolve: (hostname, _options, callback) => {
      asked.push(hostname)
      const found = names[hostname]
      const unknown = Object.assign(new Error(`unknown ${hostname}`), { code: 'ENOTFOUND' })
      const addresses = (found ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      setImmediate(() => callback(found === undefined ? unknown : null, addresses))
    },
  }
}
