import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { failed } from './failures.ts'

export interface OutboundRequest {
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  /** For all of it: name, connection, redirects and answer. */
  readonly timeoutMs: number
  /** How much of an answer is read at most. */
  readonly maxBytes: number
}

/** What one server answered; of a redirect only where it leads. */
export type Exchange =
  | { readonly type: 'redirect'; readonly location: string }
  | { readonly type: 'answer'; readonly status: number; readonly text: string }

interface Connecting {
  readonly lookup: LookupFunction
  readonly signal: AbortSignal
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/** One POST, and what was answered. */
export async function exchange(
  url: URL,
  request: OutboundRequest,
  connecting: Connecting,
): Promise<Exchange> {
  return readAnswer(await send(url, request, connecting), request.maxBytes)
}

/** One POST over a connection of its own: one that is kept could lead where today's rules do not. */
export async function send(
  url: URL,
  { body, headers }: OutboundRequest,
  { lookup, signal }: Connecting,
): Promise<IncomingMessage> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp
  const outgoing = request(url, {
    method: 'POST',
    agent: false,
    headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    lookup,
    signal,
  })
  // The first error is heard below; one that comes later breaks the response, too.
  outgoing.on('error', () => undefined)
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response', { signal })) as [IncomingMessage]
  return response
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<Exchange> {
  const { statusCode: status = 0, headers } = response
  if (REDIRECTS.includes(status) && headers.location !== undefined) {
    response.destroy()
    return { type: 'redirect', location: headers.location }
  }
  return { type: 'answer', status, text: await readText(response, maxBytes) }
}

async function readText(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) throw failed(`the answer is larger than ${maxBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Hears the other side out, within reason. The status has said it all: how the body ends changes nothing. */
export async function letPass(response: IncomingMessage, maxBytes: number): Promise<void> {
  await readText(response, maxBytes).catch(() => response.destroy())
}
