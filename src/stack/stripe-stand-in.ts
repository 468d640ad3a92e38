import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { stringify } from 'lossless-json'
import { listEvents, type StripeEvent } from './stripe-events-list.ts'
import { type StripeAnswer, type StripeRefund, StripeRefundsKept } from './stripe-refunds-kept.ts'

/** A Checkout Session as Stripe has it; left out is what nobody here reads. */
export interface CheckoutSession {
  readonly id: string
  readonly object: 'checkout.session'
  readonly payment_intent: string | null
  readonly [field: string]: unknown
}

/** Stripe's API on this machine, as far as Quittance asks it: Checkout Sessions, events and refunds, with Stripe's own errors. */
export interface StripeStandIn {
  /** For STRIPE_API_BASE. */
  readonly apiBase: string
  /** For STRIPE_SECRET_KEY. */
  readonly secretKey: string
  /** A session that was paid, unless it says otherwise; one of the same id takes its place. */
  readonly addSession: (change?: Readonly<Record<string, unknown>>) => CheckoutSession
  /** It happened, whether or not its webhook ever arrives. */
  readonly addEvent: (event: StripeEvent) => void
  /** A payment intent that was paid, in minor units: from then on it can be refunded. */
  readonly addPayment: (id: string, amount: number, currency?: string) => void
  /** What went back, oldest first; each has an event too. */
  readonly refunds: readonly StripeRefund[]
  /** The next so many refunds are made, and their answers lost. */
  readonly loseAnswers: (times: number) => void
  /** The next so many requests are answered with this status, or with nothing but a hang-up. */
  readonly fail: (status: number | 'hang-up', times: number) => void
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  readonly stop: () => Promise<void>
}

const SESSION = /^\/v1\/checkout\/sessions\/([^/?]+)$/
const EVENTS = '/v1/events'
const REFUNDS = '/v1/refunds'
const INTENT = /^\/v1\/payment_intents\/([^/?]+)$/
const TYPES: Readonly<Record<number, string>> = {
  401: 'invalid_request_error',
  403: 'invalid_request_error',
  404: 'invalid_request_error',
}

export const startStripeStandIn = async (): Promise<StripeStandIn> => {
  const secretKey = `sk_test_${randomBytes(12).toString('hex')}`
  const sessions = new Map<string, CheckoutSession>()
  const events: StripeEvent[] = []
  const asked: string[] = []
  const kept = new StripeRefundsKept((event) => events.push(event))
  let lost = 0
  let failures: (number | 'hang-up')[] = []

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    asked.push(path)
    const failure = failures.shift()
    if (failure === 'hang-up') request.socket.destroy()
    else if (failure !== undefined) refuse(response, failure, 'Something went wrong')
    else if (request.headers.authorization !== `Bearer ${secretKey}`)
      refuse(response, 401, 'Invalid API Key provided')
    else if (path === REFUNDS || INTENT.test(path)) void refunded(request, response, path, query)
    else answer(response, path, new URLSearchParams(query))
  }

  const refunded = async (
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    query: string,
  ) => {
    const { status, body } = await refundsAnswer(kept, request, path, query)
    if (request.method === 'POST' && lost > 0) {
      lost -= 1
      request.socket.destroy()
    } else send(response, status, body)
  }

  const answer = (response: ServerResponse, path: string, query: URLSearchParams): void => {
    const session = sessions.get(decodeURIComponent(SESSION.exec(path)?.[1] ?? ''))
    if (path === EVENTS) send(response, 200, listEvents(events, query))
    else if (session === undefined)
      refuse(response, 404, `No such checkout.session: ${path}`, 'resource_missing')
    else send(response, 200, session)
  }

  const server = createServer(serve).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    apiBase: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    secretKey,
    asked,
    addSession: (change = {}) => {
      const session = { ...paidSession(), ...change }
      sessions.set(session.id, session)
      return session
    },
    addEvent: (event) => {
      events.push(event)
    },
    addPayment: (id, amount, currency = 'usd') => kept.pay(id, amount, currency),
    refunds: kept.refunds,
    loseAnswers: (times) => {
      lost = times
    },
    fail: (status, times) => {
      failures = Array.from({ length: times }, () => status)
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Ten dollars for ten thousand LTZ, but for the wallet. */
function paidSession(): CheckoutSession {
  const id = randomBytes(12).toString('hex')
  return {
    id: `cs_test_${id}`,
    object: 'checkout.session',
    mode: 'payment',
    status: 'complete',
    payment_status: 'paid',
    payment_intent: `pi_${id}`,
    amount_total: 1000,
    currency: 'usd',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    metadata: { usd_amount: '10', ltz_amount: '10000' },
  }
}

async function refundsAnswer(
  kept: StripeRefundsKept,
  request: IncomingMessage,
  path: string,
  query: string,
): Promise<StripeAnswer> {
  if (path !== REFUNDS) return kept.intent(decodeURIComponent(INTENT.exec(path)?.[1] ?? ''))
  if (request.method !== 'POST') return kept.list(new URLSearchParams(query).get('payment_intent'))
  return kept.create(await textOf(request), request.headers['idempotency-key']?.toString())
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

function refuse(response: ServerResponse, status: number, message: string, code?: string): void {
  const type = TYPES[status] ?? 'api_error'
  send(response, status, { error: { type, message, ...(code === undefined ? {} : { code }) } })
}

function send(response: ServerResponse, status: number, body: object): void {
  // Retries in tests and in the demo follow one another at once.
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end(stringify(body))
}
