import { FulfilmentError } from '../domain/errors.ts'
import { compose, type DeliveryRequest, outdatedBy, type ToldOf } from './compose.ts'
import { type DeliveryEnding, DONE, giveUp, mustHear, nameOf, skipped } from './ending.ts'
import { endpointDigest, whyDisabled } from './endpoint.ts'
import type { DeliveryOptions } from './options.ts'
import type { Message } from './store.ts'
import { tryOnce } from './try-once.ts'

/** Tells the merchant's app. */
export interface DeliveryChannel {
  /**
   * One call, if it is due. A message is the same at every call; those of one payment are told in their order.
   * @throws FulfilmentError NOT_YET: another one of the payment comes first · DELIVERY_FAILED (retryable): to be tried
   *   again · DELIVERY_FAILED, DELIVERY_REFUSED (final): only of what the app must hear of
   */
  tell(key: string, request: DeliveryRequest): Promise<DeliveryEnding>
}

export function createDeliveryChannel(options: DeliveryOptions): DeliveryChannel {
  return {
    async tell(key, request) {
      const message = await registered(options, key, request)
      if (message.state === 'delivered') return DONE
      if (message.state !== 'trying') return skipped(message.because ?? message.state)
      await takeTurn(options, message)
      const of = await toldOf(options, request)
      const outdated = of.payment && outdatedBy(request.telling.topic, of.payment)
      if (outdated === undefined) return await send(options, message, request, of)
      await options.store.conclude(key, 'skipped', outdated)
      return skipped(outdated)
    },
  }
}

/** Asked for again after it was given up: an operator wants it tried anew. */
async function registered(
  { store, now }: DeliveryOptions,
  key: string,
  { account, paymentId, subscriptionId, telling: { topic } }: DeliveryRequest,
): Promise<Message> {
  const subject = paymentId ?? subscriptionId ?? ''
  const message = await store.register({ key, account, subject, topic }, now())
  if (message.state !== 'failed' || !mustHear(message)) return message
  await store.reopen(key, now())
  return { ...message, state: 'trying', roundAt: null, roundAttempts: 0 }
}

/** Between two looks whether an earlier message is through. */
const [SOONEST_MS, LATEST_MS] = [500, 60_000]

/** How long what is due and not done counts as being tried: longer than a busy worker is late, and no more. */
const ABANDONED_AFTER_MS = 5 * 60_000

async function takeTurn({ store, now }: DeliveryOptions, message: Message): Promise<void> {
  const at = now()
  const dueAt = await store.waitsFor(message)
  if (dueAt === undefined) return
  const inMs = dueAt.getTime() - at.getTime()
  const isOverdue = inMs <= -ABANDONED_AFTER_MS
  if (isOverdue && isOnTime(message, at)) return
  const waitMs = isOverdue ? LATEST_MS : Math.min(Math.max(inMs, SOONEST_MS), LATEST_MS)
  await store.postpone(message.key, new Date(at.getTime() + waitMs))
  throw new FulfilmentError({
    code: 'NOT_YET',
    retryable: true,
    retryAfterMs: waitMs,
    message: `${nameOf(message)} waits for what the app is told of it before`,
  })
}

/** Workers are there: it has waited, and looks again when it was to. Else it is they who were away, and not a workflow. */
function isOnTime({ createdAt, dueAt }: Message, at: Date): boolean {
  return dueAt > createdAt && at.getTime() - dueAt.getTime() < LATEST_MS
}

async function toldOf(
  options: DeliveryOptions,
  { account, paymentId, subscriptionId = '' }: DeliveryRequest,
): Promise<ToldOf> {
  const payment = paymentId === undefined ? undefined : await options.payment(account, paymentId)
  if (payment !== undefined) return { payment }
  const subscription =
    paymentId === undefined ? await options.subscription(account, subscriptionId) : undefined
  if (subscription !== undefined) return { subscription }
  throw new FulfilmentError({
    code: 'LEDGER_UNAVAILABLE',
    retryable: true,
    message: `the books of account ${account} do not know ${paymentId ?? subscriptionId}, which is to be told of`,
  })
}

/** Composed even where nobody is called: once the app is back, what it missed can be sent. */
async function send(
  options: DeliveryOptions,
  message: Message,
  request: DeliveryRequest,
  of: ToldOf,
): Promise<DeliveryEnding> {
  const { store, url } = options
  const composed = message.body ?? compose(request, of, message.sequence)
  const body = await store.keepBody(message.key, composed)
  const disabled = await store.disabled(endpointDigest(url))
  if (disabled === undefined) return await tryOnce(options, message, body)
  const because = `${whyDisabled(disabled)}; put it right, then \`quittance deliveries enable\``
  return await giveUp(options, message, { code: 'DELIVERY_REFUSED', because })
}
