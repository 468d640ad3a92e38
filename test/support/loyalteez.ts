import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** Loyalteez, until the test ends. On a bad day it mints what it is asked for, and its gateway answers 504. */
export const startLoyalteez = async (answerOf: (sessionId: string) => object) => {
  const asked: string[] = []
  const day = { isBad: true }
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      const { sessionId } = body as { sessionId: string }
      asked.push(sessionId)
      if (day.isBad) response.writeHead(504).end('gateway timeout')
      else response.end(JSON.stringify(answerOf(sessionId)))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { asked, day, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}
