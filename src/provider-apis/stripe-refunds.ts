import { isLosslessNumber, parse } from 'lossless-json'
import Stripe from 'stripe'
import { z } from 'zod'
import { FulfilmentError } from '../domain/errors.ts'
import { unavailable } from './failures.ts'
import type { ProviderRefunds, RefundAsk, Refundable } from './provider-refunds.ts'
import { createStripe, type StripeAccess } from './stripe-client.ts'

/** The activity tries again itself. */
const PATIENCE = { timeoutMs: 8_000, retries: 0 }
/** The most Stripe lists at once. */
const PAGE = 100
const UNDONE: readonly string[] = ['failed', 'canceled']

const minor = z
  .unknown()
  .refine(isLosslessNumber)
  .transform(String)
  .pipe(z.string().regex(/^\d+$/))
  .transform(BigInt)
const intent = z.looseObject({ amount_received: minor, currency: z.string() })
const refund = z.looseObject({
  id: z.string(),
  amount: minor,
  status: z.string().nullable(),
  metadata: z.record(z.string(), z.string()).nullish(),
})
const list = z.looseObject({ data: z.array(refund), has_more: z.boolean() })

type Refund = z.infer<typeof refund>
type Client = ReturnType<typeof createStripe>

/** Refunds by Stripe's API: https://docs.stripe.com/api/refunds/create */
export function createStripeRefunds(access: StripeAccess): ProviderRefunds {
  return {
    async left(names, unheard) {
      const name = names.find((it) => it.startsWith('pi_'))
      if (name === undefined)
        throw refusal('INVALID_DECISION', 'the payment has no payment intent that could be refunded')
      const client = createStripe(access, PATIENCE)
      await asked(name, client.stripe.paymentIntents.retrieve(name))
      const { amount_received, currency } = intent.parse(parse(client.lastText()))
      const refunds = await refundsOf(client, name)
      const asset = currency.toUpperCase()
      const made = refunds.find((it) => unheard !== undefined && isOf(it.metadata, unheard) && stands(it))
      // The newest comes first.
      if (made !== undefined)
        return refundable(name, made.amount, asset, refunds.length - refunds.indexOf(made))
      const left = amount_received - given(refunds)
      if (left <= 0n) throw refusal('INVALID_DECISION', `nothing of ${name} is left to refund: send skip`)
      return refundable(name, left, asset, refunds.length + 1)
    },
    async refund(ask) {
      const client = createStripe(access, PATIENCE)
      // Stripe forgets idempotency keys after a day: what was asked for longer ago is found by its metadata.
      const known = (await refundsOf(client, ask.providerPayment)).find(({ metadata }) =>
        isOf(metadata, ask.key),
      )
      const made = known ?? (await create(client, ask))
      if (stands(made)) return made.id
      const message = `refund ${made.id} of ${ask.providerPayment} is ${made.status} at Stripe`
      throw refusal('PROVIDER_REFUSED', message)
    },
  }
}

function refundable(providerPayment: string, amount: bigint, asset: string, nth: number): Refundable {
  return { providerPayment, amount: amount.toString(), asset, nth }
}

async function create(client: Client, { key, providerPayment, amount }: RefundAsk): Promise<Refund> {
  const exact = Number(amount)
  if (!Number.isSafeInteger(exact))
    throw refusal('INVALID_DECISION', `${amount} is more than Stripe's library can say exactly`)
  const request = { payment_intent: providerPayment, amount: exact, metadata: { quittance_effect: key } }
  await asked(providerPayment, client.stripe.refunds.create(request, { idempotencyKey: key }))
  return refund.parse(parse(client.lastText()))
}

async function refundsOf(client: Client, name: string): Promise<Refund[]> {
  const all: Refund[] = []
  for (let more = true; more; ) {
    const last = all.at(-1)
    const after = last === undefined ? {} : { starting_after: last.id }
    await asked(name, client.stripe.refunds.list({ payment_intent: name, limit: PAGE, ...after }))
    const { data, has_more } = list.parse(parse(client.lastText()))
    all.push(...data)
    more = has_more && data.length > 0
  }
  return all
}

function given(refunds: readonly Refund[]): bigint {
  return refunds.filter(stands).reduce((sum, { amount }) => sum + amount, 0n)
}

function stands({ status }: Refund): boolean {
  return status === null || !UNDONE.includes(status)
}

function isOf(metadata: Refund['metadata'], key: string): boolean {
  return metadata?.quittance_effect === key
}

/** What Stripe says no to stays so; anything else may work later. */
async function asked(name: string, answer: Promise<unknown>): Promise<void> {
  const { StripeError, StripeAPIError, StripeConnectionError, StripeRateLimitError } = Stripe.errors
  try {
    await answer
  } catch (error) {
    if (!(error instanceof StripeError)) throw error
    const reason = [error.type, error.code, error.statusCode].filter((part) => part != null).join(' ')
    const mayPass =
      error instanceof StripeAPIError ||
      error instanceof StripeConnectionError ||
      error instanceof StripeRateLimitError ||
      error.statusCode === 409
    throw mayPass
      ? unavailable('Stripe', reason)
      : refusal('PROVIDER_REFUSED', `Stripe does not refund ${name}: ${reason}`)
  }
}

function refusal(code: 'INVALID_DECISION' | 'PROVIDER_REFUSED', message: string): FulfilmentError {
  return new FulfilmentError({ code, retryable: false, message })
}
