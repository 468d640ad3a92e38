import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { stringify } from 'lossless-json'
import { startLoopbackServer } from './loopback-server.ts'
import { listEvents, type StripeEvent } from './stripe-events-list.ts'
import { StripePayments } from './stripe-payments.ts'

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
  /** Payment intents, and what went back of them. */
  readonly payments: StripePayments
  /** The next so many requests are answered with this status, or with nothing but a hang-up. */
  readonly fail: (status: number | 'hang-up', times: number) => void
  /** Paths that were asked for. */
  readonly asked: readonly string[]
  readonly stop: () => Promise<void>
}

const SESSION = /^\/v1\/checkout\/sessions\/([^/?]+)$/
const EVENTS = '/v1/events'
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
  const payments = new StripePayments((event) => events.push(event))
  let failures: (number | 'hang-up')[] = []

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '', query = ''] = (request.url ?? '').split('?')
    asked.push(path)
    const failure = failures.shift()
    if (failure === 'hang-up') request.socket.destroy()
    else if (failure !== undefined) refuse(response, failure, 'Something went wrong')
    else if (request.headers.authorization !== `Bearer ${secretKey}`)
      refuse(response, 401, 'Invalid API Key provided')
    else if (payments.serves(path)) void ofPayments(request, response)
    else answer(response, path, new URLSearchParams(query))
  }

  const ofPayments = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const answer = await payments.answer(request)
    if (answer === 'lost') request.socket.destroy()
    else send(response, answer.status, answer.body)
  }

  const answer = (response: ServerResponse, path: string, query: URLSearchParams): void => {
    const session = sessions.get(decodeURIComponent(SESSION.exec(path)?.[1] ?? ''))
    if (path === EVENTS) send(response, 200, listEvents(events, query))
    else if (session === undefined)
      refuse(response, 404, `No such checkout.session: ${path}`, 'resource_missing')
    else send(response, 200, session)
  }

  const server = await startLoopbackServer(serve)
  return {
    apiBase: server.url,
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
    payments,
    fail: (status, times) => {
      failures = Array.from({ length: times }, () => status)
    },
    stop: server.stop,
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

function refuse(response: ServerResponse, status: number, message: string, code?: string): void {
  const type = TYPES[status] ?? 'api_error'
  send(response, status, { error: { type, message, ...(code === undefined ? {} : { code }) } })
}

function send(response: ServerResponse, status: number, body: object): void {
  // Retries in tests and in the demo follow one another at once.
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' }).end(stringify(body))
}
