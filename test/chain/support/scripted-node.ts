import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { freePort } from '../../../src/stack/ports.ts'

interface Call {
  readonly id: number
  readonly method: string
  readonly params: readonly unknown[]
}

interface Behaviour {
  /** What it says where it has no answer. */
  readonly refusal?: string
  /** A real node that answers whatever is not scripted. */
  readonly forwardTo?: string
  /** Passes on and then hangs up: it happened, and nobody hears of it. */
  readonly losesReplies?: boolean
  /** Answers by method, instead of the node's. */
  readonly answers?: Readonly<Record<string, (params: readonly unknown[]) => unknown>>
}

const forward = async (url: string, body: string): Promise<string> => {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(url, { method: 'POST', headers, body })).text()
}

const replyTo = async (request: IncomingMessage, behaviour: Behaviour): Promise<string> => {
  const { forwardTo, answers, refusal = 'method not found' } = behaviour
  const body = await text(request)
  const { id, method, params } = JSON.parse(body) as Call
  const answer = answers?.[method]
  if (answer) return JSON.stringify({ jsonrpc: '2.0', id, result: await answer(params) })
  if (forwardTo) return forward(forwardTo, body)
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32_601, message: refusal } })
}

/** A node that stands between us and a real one, or says what a test wants it to say. Stops with its test. */
export const startNode = async (behaviour: Behaviour) => {
  const server = createServer((request, response) => {
    void replyTo(request, behaviour).then((reply) => {
      if (behaviour.losesReplies) request.socket.destroy()
      else response.setHeader('content-type', 'application/json').end(reply)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const stop = async (): Promise<void> => {
    server.closeAllConnections()
    if (server.listening) await new Promise((done) => server.close(done))
  }
  onTestFinished(stop)
  return { rpcUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}

/** Nobody listens there. */
export const deadRpcUrl = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`
