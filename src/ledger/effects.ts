import type { Pool } from 'pg'
import { z } from 'zod'
import { resultOf } from './call.ts'

/** One thing an event wants done outside the books. */
export interface EffectClaim {
  readonly account: string
  /** Any name of the payment. */
  readonly paymentId: string
  readonly effect: 'mint' | 'notify' | 'deliver' | 'refund'
  /** What of it, where there are several: parts of the key. */
  readonly what?: readonly string[]
  /** Only of a mint: wallet, asset and amount in one text. Another one for the same mint is a contradiction; kept as a hash. */
  readonly content?: string
  readonly endpoint: string
  readonly eventKey: string
  /** Only of a mint: who is asked for it next. From then on nobody else may be, before a person has looked. */
  readonly minter?: string
  /** The event that claimed it says it anew: an operator amended its content. */
  readonly replaces?: true
}

/** The same, of what is told about a subscription. */
export interface SubscriptionEffectClaim
  extends Omit<EffectClaim, 'paymentId' | 'content' | 'minter' | 'replaces'> {
  readonly subscriptionId: string
}

const results = z.record(z.string(), z.string()).nullable()

const claimedEffect = z.object({
  key: z.string(),
  account: z.string(),
  /** The name it was claimed under, also after a join: with it, an interrupted effect goes on as the same one. */
  paymentId: z.string(),
  /**
   * `claimed`: this event's to do, now or again. `elsewhere`: another event's. `waiting`: a mint whose money is not
   * confirmed, not there or held; nothing was claimed.
   */
  state: z.enum(['claimed', 'elsewhere', 'done', 'skipped', 'waiting']),
  /** What it was finished with. */
  result: results,
  /** Of a mint: the money is gone, goes back or is argued about by now. What no transaction carries yet is not to be minted. */
  isContested: z.literal(true).optional(),
  /** Of a mint: an operator holds its payment. */
  isHeld: z.literal(true).optional(),
  /** Of a mint: who was asked for it, and may have minted it. */
  minter: z.string().optional(),
})

export type ClaimedEffect = Readonly<z.infer<typeof claimedEffect>>

export function claimEffect(pool: Pool, claim: EffectClaim): Promise<ClaimedEffect> {
  return claimBy(pool, 'claim_effect', claim)
}

export function claimSubscriptionEffect(pool: Pool, claim: SubscriptionEffectClaim): Promise<ClaimedEffect> {
  return claimBy(pool, 'claim_subscription_effect', claim)
}

async function claimBy(
  pool: Pool,
  name: 'claim_effect' | 'claim_subscription_effect',
  claim: EffectClaim | SubscriptionEffectClaim,
): Promise<ClaimedEffect> {
  const claimed = await resultOf(pool, claimedEffect, {
    name: `ledger-${name}`,
    text: `select ledger.${name}($1) as result`,
    values: [JSON.stringify(claim)],
  })
  if (claimed === null) throw new Error(`ledger.${name} returned nothing`)
  return claimed
}

/** How an effect ended. `txHash` of a mint is the one result that may change. */
export interface EffectEnd {
  readonly state: 'done' | 'skipped'
  readonly result: Readonly<Record<string, string>>
}

export async function finishEffect(pool: Pool, key: string, { state, result }: EffectEnd): Promise<void> {
  await resultOf(pool, z.unknown(), {
    name: 'ledger-finish-effect',
    text: 'select ledger.finish_effect($1, $2, $3) as result',
    values: [key, state, JSON.stringify(result)],
  })
}
