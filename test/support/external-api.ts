import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

export interface ExternalApi {
  readonly url: string
  /** Bodies it was asked with. */
  readonly calls: readonly unknown[]
  /** What it says from now on. */
  answer: (response: ServerResponse, body: unknown) => void
  readonly stop: () => void
}

/** Answers as a merchant's own API would; `allowed: true` until told otherwise. */
export const startExternalApi = async (): Promise<ExternalApi> => {
  const calls: unknown[] = []
  const server = createServer((request, response) => {
    json(request).then(
      (body) => {
        calls.push(body)
        api.answer(response, body)
      },
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const api: ExternalApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/validate`,
    calls,
    answer: (response) => response.end('{"allowed":true}'),
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return api
}
