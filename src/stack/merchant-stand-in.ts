import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'
import { z } from 'zod'
import { startLoopbackServer } from './loopback-server.ts'

/** One call, verified. */
export interface Heard {
  readonly type: string
  /** The order or the subscription. */
  readonly about: string | undefined
}

/** A merchant's app on this machine: verifies what it is told, as `examples/receiver.js` does, and remembers it. */
export interface MerchantStandIn {
  /** For DELIVERY_URL. */
  readonly url: string
  /** For DELIVERY_SECRET. */
  readonly secret: string
  readonly heard: readonly Heard[]
  /** How many calls it could not verify. */
  readonly refused: () => number
  readonly stop: () => Promise<void>
}

const told = z.object({
  type: z.string(),
  data: z.object({
    payment: z.object({ orderReference: z.string().nullable() }).optional(),
    subscription: z.object({ id: z.string() }).optional(),
  }),
})

export const startMerchantStandIn = async (): Promise<MerchantStandIn> => {
  const secret = `whsec_${randomBytes(24).toString('base64')}`
  const webhook = new Webhook(secret)
  const heard: Heard[] = []
  let refused = 0

  const hear = async (request: IncomingMessage): Promise<void> => {
    const headers = request.headers as Record<string, string>
    const { type, data } = told.parse(webhook.verify(await text(request), headers))
    const about = data.subscription?.id ?? data.payment?.orderReference ?? undefined
    heard.push({ type, about })
  }
  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    hear(request).then(
      () => response.writeHead(204).end(),
      () => {
        refused += 1
        response.writeHead(400).end()
      },
    )
  }

  const server = await startLoopbackServer(serve)
  return {
    url: `${server.url}/`,
    secret,
    heard,
    refused: () => refused,
    stop: server.stop,
  }
}
