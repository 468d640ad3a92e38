import { FulfilmentError } from '../domain/errors.ts'
import { type Answer, inWords } from './answer.ts'
import { callApp } from './call.ts'
import { type DeliveryEnding, DONE, giveUp, nameOf } from './ending.ts'
import { endpointDigest } from './endpoint.ts'
import type { DeliveryOptions } from './options.ts'
import { nextTryIn } from './schedule.ts'
import type { EndedAttempt, Message } from './store.ts'

/**
 * One call, written down before and after.
 * @throws FulfilmentError DELIVERY_FAILED (retryable): to be tried again; otherwise as `giveUp`
 */
export async function tryOnce(
  options: DeliveryOptions,
  message: Message,
  body: string,
): Promise<DeliveryEnding> {
  const { store, now } = options
  const { key } = message
  const began = now()
  const n = await store.beginAttempt(key, false, began)
  const answer = await callApp(options, { key, body })
  await endTry(options, { key, n, answer })
  if (answer.isDelivered) return DONE
  const because = inWords(answer)
  if (answer.isGone) return await giveUp(options, message, { code: 'DELIVERY_REFUSED', because })
  const waitMs = waitAfter(answer, message, began, options)
  if (waitMs === undefined) return await giveUp(options, message, { code: 'DELIVERY_FAILED', because })
  await store.postpone(key, new Date(now().getTime() + waitMs))
  throw new FulfilmentError({
    code: 'DELIVERY_FAILED',
    retryable: true,
    retryAfterMs: waitMs,
    message: `${nameOf(message)}: ${because}; the next try is in ${Math.ceil(waitMs / 1_000)} s`,
  })
}

/** Writes down how a call ended; whoever it disables the app by says so. */
export async function endTry(
  {
    store,
    now,
    schedule,
    url,
    onTrouble,
  }: Pick<DeliveryOptions, 'store' | 'now' | 'schedule' | 'url' | 'onTrouble'>,
  of: Pick<EndedAttempt, 'key' | 'n' | 'answer'>,
): Promise<void> {
  const at = now()
  const ended = { ...of, endpoint: endpointDigest(url), deadAfterMs: schedule.deadAfterMs }
  if (!(await store.endAttempt(ended, at))) return
  const text = `${inWords(of.answer)}; put it right, then \`quittance deliveries enable\``
  await onTrouble?.({ kind: 'disabled', at, text })
}

function waitAfter(
  { retryAfterMs }: Answer,
  { roundAt, roundAttempts }: Message,
  began: Date,
  { now, schedule }: DeliveryOptions,
): number | undefined {
  const tries = {
    made: roundAttempts + 1,
    sinceMs: now().getTime() - (roundAt ?? began).getTime(),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  }
  return nextTryIn(tries, schedule)
}
