import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dice } from '../../support/dice.ts'

export interface RpcProxy {
  readonly url: string
  readonly close: () => Promise<void>
}

export interface ProxyCounts {
  calls: number
  /** The node did what it was asked, and the asker never heard. */
  lostReplies: number
  delayed: number
}

/** Of a thousand. Of sent transactions many replies are lost: that is where a second mint would come from. */
const LOST = { eth_sendRawTransaction: 200, others: 25 } as const
const DELAYED = 40
const MOST_DELAY_MS = 900

/** A bad line to a node. */
export const startRpcProxy = async (target: string, dice: Dice, counts: ProxyCounts): Promise<RpcProxy> => {
  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await read(request)
    counts.calls += 1
    if (dice.chance(DELAYED)) {
      counts.delayed += 1
      await sleep(dice.between(50, MOST_DELAY_MS))
    }
    const answer = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const text = await answer.text()
    const isSending = body.includes('"eth_sendRawTransaction"')
    if (dice.chance(isSending ? LOST.eth_sendRawTransaction : LOST.others)) {
      counts.lostReplies += 1
      request.destroy()
      return
    }
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text)
  }
  const server = createServer((request, response) => {
    // A worker was killed in the middle of its call, or the chain has ended.
    pass(request, response).catch(() => request.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections()
      await new Promise<void>((done) => server.close(() => done()))
    },
  }
}

const read = async (request: IncomingMessage): Promise<string> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
