import { randomBytes } from 'node:crypto'
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

/** What Stripe keeps of refunds: never more than was paid, and one for each idempotency key. */
export class StripeRefundsKept {
  readonly refunds: StripeRefund[] = []
  readonly #intents = new Map<string, PaidIntent>()
  readonly #asked = new Map<string, { readonly form: string; readonly answer: StripeAnswer }>()

  readonly #told: (event: StripeEvent) => void

  /** `told`: hears of the event that the refund's webhook would bring. */
  constructor(told: (event: StripeEvent) => void) {
    this.#told = told
  }

  pay(id: string, amount: number, currency: string): void {
    this.#intents.set(id, { id, object: 'payment_intent', amount_received: amount, currency })
  }

  intent(id: string): StripeAnswer {
    const body = this.#intents.get(id)
    return body === undefined ? missing(id) : { status: 200, body }
  }

  /** The newest first, all on one page. */
  list(intent: string | null): StripeAnswer {
    const data = this.refunds.filter(({ payment_intent }) => payment_intent === intent).toReversed()
    return { status: 200, body: { object: 'list', has_more: false, data } }
  }

  /** Asked again with one key, it says the same; with that key and other words it says no. */
  create(form: string, key: string | undefined): StripeAnswer {
    const known = key === undefined ? undefined : this.#asked.get(key)
    if (known !== undefined)
      return known.form === form
        ? known.answer
        : no('Keys for idempotent requests can only be used with the same parameters', 'idempotency_error')
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
