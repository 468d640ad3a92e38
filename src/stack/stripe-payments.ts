import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { StripeEvent } from './stripe-events-list.ts'

/** A payment intent as far as refunds need it; amounts in minor units. */
export interface PaidIntent {
  readonly id: string
  readonly object: 'payment_intent'
  readonly amount_received: number
  readonly currency: string
}

export interface StripeRefund {
  readonly id: string
  readonly object: 'refund'
  readonly amount: number
  readonly currency: string
  readonly payment_intent: string
  readonly status: string
  readonly metadata: Readonly<Record<string, string>>
}

/** What is asked for, or what Stripe says no with. */
export interface StripeAnswer {
  readonly status: number
  readonly body: object
}

const REFUNDS = '/v1/refunds'
const INTENT = /^\/v1\/payment_intents\/([^/?]+)$/

/** What Stripe keeps of payments and refunds: never more than was paid, and one for each idempotency key. */
export class StripePayments {
  /** What went back, oldest first. */
  readonly refunds: StripeRefund[] = []
  readonly #intents = new Map<string, PaidIntent>()
  readonly #asked = new Map<string, { readonly form: string; readonly answer: StripeAnswer }>()

  #lost = 0
  #refused = 0
  readonly #told: (event: StripeEvent) => void

  /** `told`: hears of the event that the refund's webhook would bring. */
  constructor(told: (event: StripeEvent) => void) {
    this.#told = told
  }

  /** As Stripe does after a day. */
  forgetKeys(): void {
    this.#asked.clear()
  }

  /** The next so many refunds are made, and their answers lost. */
  loseAnswers(times: number): void {
    this.#lost = times
  }

  /** The next so many refunds are said no to, as where the balance at Stripe does not suffice. */
  refuse(times: number): void {
    this.#refused = times
  }

  /** From then on it can be refunded; in minor units. */
  pay(id: string, amount: number, currency = 'usd'): void {
    this.#intents.set(id, { id, object: 'payment_intent', amount_received: amount, currency })
  }

  serves(path: string): boolean {
    return path === REFUNDS || INTENT.test(path)
  }

  async answer(request: IncomingMessage): Promise<StripeAnswer | 'lost'> {
    const { url = '', method, headers } = request
    const [path = '', query = ''] = url.split('?')
    if (path !== REFUNDS) return this.#intent(decodeURIComponent(INTENT.exec(path)?.[1] ?? ''))
    if (method !== 'POST') return this.#list(new URLSearchParams(query).get('payment_intent'))
    const answer = this.#createOnce(await textOf(request), headers['idempotency-key']?.toString())
    if (this.#lost === 0) return answer
    this.#lost -= 1
    return 'lost'
  }

  #intent(id: string): StripeAnswer {
    const body = this.#intents.get(id)
    return body === undefined ? missing(id) : { status: 200, body }
  }

  /** The newest first, all on one page. */
  #list(intent: string | null): StripeAnswer {
    const data = this.refunds.filter(({ payment_intent }) => payment_intent === intent).toReversed()
    return { status: 200, body: { object: 'list', has_more: false, data } }
  }

  /** Asked again with one key, it says the same; with that key and other words it says no. */
  #createOnce(form: string, key: string | undefined): StripeAnswer {
    const known = key === undefined ? undefined : this.#asked.get(key)
    if (known !== undefined)
      return known.form === form
        ? known.answer
        : no('Keys for idempotent requests can only be used with the same parameters', 'idempotency_error')
    if (this.#refused > 0) {
      this.#refused -= 1
      return refuse('Insufficient funds in your Stripe account', 'balance_insufficient')
    }
    const answer = this.#create(new URLSearchParams(form))
    if (key !== undefined) this.#asked.set(key, { form, answer })
    return answer
  }

  #create(form: URLSearchParams): StripeAnswer {
    const name = form.get('payment_intent') ?? ''
    const intent = this.#intents.get(name)
    if (intent === undefined) return missing(name)
    const left = intent.amount_received - this.#givenOf(name)
    const amount = Number(form.get('amount') ?? left)
    if (left === 0) return refuse('Charge has already been refunded', 'charge_already_refunded')
    if (amount > left) return refuse('Refund amount is greater than unrefunded amount on charge')
    const refund: StripeRefund = {
      id: `re_${randomBytes(12).toString('hex')}`,
      object: 'refund',
      amount,
      currency: intent.currency,
      payment_intent: name,
      status: 'succeeded',
      metadata: metadataOf(form),
    }
    this.refunds.push(refund)
    this.#told(refundedBy(refund, this.#givenOf(name), intent))
    return { status: 200, body: refund }
  }

  #givenOf(name: string): number {
    return this.refunds
      .filter(({ payment_intent, status }) => payment_intent === name && status !== 'failed')
      .reduce((sum, { amount }) => sum + amount, 0)
  }
}

/** What Stripe's webhook says of a charge once something of it went back. */
function refundedBy(
  { id, payment_intent }: StripeRefund,
  amount_refunded: number,
  { amount_received, currency }: PaidIntent,
): StripeEvent {
  const created = Math.floor(Date.now() / 1000)
  const object = {
    id: payment_intent.replace(/^pi_/, 'ch_'),
    object: 'charge',
    amount: amount_received,
    amount_refunded,
    refunded: amount_refunded === amount_received,
    currency,
    payment_intent,
    created,
    metadata: {},
  }
  return {
    id: id.replace(/^re_/, 'evt_'),
    object: 'event',
    type: 'charge.refunded',
    created,
    data: { object },
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}

function metadataOf(form: URLSearchParams): Record<string, string> {
  const fields = [...form].flatMap(([name, value]) => {
    const key = /^metadata\[(.+)\]$/.exec(name)?.[1]
    return key === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(fields)
}

function missing(id: string): StripeAnswer {
  return refuse(`No such payment_intent: '${id}'`, 'resource_missing', 404)
}

function refuse(message: string, code?: string, status = 400): StripeAnswer {
  return no(message, 'invalid_request_error', code, status)
}

function no(message: string, type: string, code?: string, status = 400): StripeAnswer {
  return { status, body: { error: { type, message, ...(code === undefined ? {} : { code }) } } }
}
