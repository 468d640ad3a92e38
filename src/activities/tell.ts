import { FulfilmentError } from '../domain/errors.ts'
import {
  type DeliverEffect,
  isOncePerOwner,
  type NotifyEffect,
  type Telling,
  whatOf,
} from '../domain/telling.ts'
import type { ClaimedEffect } from '../ledger/effects.ts'
import type { Deps } from './deps.ts'

/** What is told about: a payment, or a subscription. */
export interface About {
  readonly account: string
  readonly paymentId?: string
  readonly subscriptionId?: string
  /** Whose it is, where somebody is named. */
  readonly owner?: string
  /** Who tells it: the event, or the entity that found it out. */
  readonly endpoint: string
  readonly eventKey: string
  /** When it became so; ISO-8601 UTC. */
  readonly at: string
}

/** Several things told about one. */
export interface Told extends About {
  readonly tellings: readonly Telling[]
}

/** What no event tells; `occasion` names it among all that is told of the same payment or subscription. */
export interface Announcement extends Told {
  readonly occasion: readonly string[]
}

export interface TellRequest<T extends Telling = Telling> extends About {
  readonly telling: T
}

/** How one telling ended: for the row of its effect. `result` holds no personal data. */
export interface Ending {
  readonly state: 'done' | 'skipped'
  readonly result: Readonly<Record<string, string>>
}

/** A way to tell people things. The key is the effect's, the same at every attempt: it names the message to its receiver. */
export interface Channel<T extends Telling> {
  /** @throws FulfilmentError retryable: not told yet · final: it will never be told */
  tell(key: string, request: TellRequest<T>): Promise<Ending>
}

export interface TellResult {
  /** `elsewhere`: another event of the payment asked first, and sees to it. */
  readonly state: 'done' | 'skipped' | 'elsewhere'
  readonly because?: string
}

/** A mail to the customer. Each attempt is one try to send it. */
export const sendMail =
  (deps: Deps) =>
  (request: TellRequest<NotifyEffect>): Promise<TellResult> =>
    tellOnce(deps, deps.channels?.mail, request)

/** A signed call to the merchant's app. Each attempt is one call. */
export const deliverEvent =
  (deps: Deps) =>
  (request: TellRequest<DeliverEffect>): Promise<TellResult> =>
    tellOnce(deps, deps.channels?.delivery, request)

async function tellOnce<T extends Telling>(
  { ledger }: Deps,
  channel: Channel<T> | undefined,
  request: TellRequest<T>,
): Promise<TellResult> {
  const { account, owner, endpoint, eventKey, telling } = request
  const claim = { account, effect: telling.type, what: whatOf(telling), endpoint, eventKey }
  // As a subscription's: no payment is locked, the key alone tells it apart.
  const about = isOncePerOwner(telling) && owner !== undefined ? { subscriptionId: owner } : request
  const claimed = await claimOf(ledger, claim, about)
  if (claimed.state !== 'claimed') return { state: claimed.state }
  // Where it was planned there was a way; by now there is none.
  const told: Ending =
    channel === undefined
      ? { state: 'skipped', result: { because: 'not configured' } }
      : await channel.tell(claimed.key, request)
  await ledger.finishEffect(claimed.key, told.state, told.result)
  return { state: told.state, ...(told.result.because === undefined ? {} : { because: told.result.because }) }
}

type Claim = Parameters<Deps['ledger']['claimEffect']>[0]

async function claimOf(
  ledger: Deps['ledger'],
  claim: Omit<Claim, 'paymentId'>,
  { paymentId, subscriptionId }: { paymentId?: string | undefined; subscriptionId?: string | undefined },
): Promise<ClaimedEffect & { readonly state: Exclude<ClaimedEffect['state'], 'waiting'> }> {
  const claimed =
    paymentId === undefined
      ? await ledger.claimSubscriptionEffect({ ...claim, subscriptionId: subscriptionId ?? '' })
      : await ledger.claimEffect({ ...claim, paymentId })
  const { state } = claimed
  if (state !== 'waiting') return { ...claimed, state }
  throw new FulfilmentError({
    code: 'LEDGER_UNAVAILABLE',
    retryable: true,
    message: `${claimed.key} waits, as only a mint does`,
  })
}
