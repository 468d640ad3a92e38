import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

export interface HeardCall {
  readonly id: string
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** What it answers with. */
export interface AppReply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

export interface MerchantApp {
  readonly url: string
  readonly calls: readonly HeardCall[]
  /** Its next answers; after them, 200. */
  readonly replies: AppReply[]
  /** From now on, whenever `replies` is empty. */
  reply: AppReply
  readonly stop: () => void
}

export const testSecret = (seed: number): string => `whsec_${Buffer.alloc(32, seed).toString('base64')}`

export const APP_SECRET = testSecret(1)

/** What the app's own library says of a call: its content, or it throws. */
export const verified = ({ body, headers }: HeardCall, secret = APP_SECRET): unknown =>
  new Webhook(secret).verify(body, { ...headers })

/** An app of a merchant that takes calls over real HTTP. */
export const startMerchantApp = async (): Promise<MerchantApp> => {
  const calls: HeardCall[] = []
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        )
        calls.push({ id: headers['webhook-id'] ?? '', body, headers })
        const { status, headers: more = {}, body: said = '' } = app.replies.shift() ?? app.reply
        response.writeHead(status, more).end(said)
      },
      () => response.destroy(),
    )
  }).listen(0, '127.0.0.1')
  await new Promise((done) => server.once('listening', done))
  const app: MerchantApp = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/quittance`,
    calls,
    replies: [],
    reply: { status: 200 },
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
  return app
}
