import type { Channels } from './telling.ts'

/** The merchant's policy, as `quittance.config.json` states it once defaults are filled in. */
export interface Policy {
  readonly assets: Readonly<Record<string, { readonly scale: number }>>
  readonly endpoints: Readonly<Record<string, EndpointPolicy>>
  readonly subscriptions: {
    readonly graceDays: number
    readonly dunningDays: readonly number[]
    readonly days: number
  }
  readonly settlement: {
    /** How long money may stay pending before a person is asked; how long money that is gone is still looked for. */
    readonly deadlineMinutes: number
    /** What providers call the network of CHAIN_RPC_URL. */
    readonly networks: readonly string[]
  }
  /** Who can be told anything: set by the settings, not by the file. */
  readonly channels?: Channels
}

/** Which of a payment's sibling events fulfils it. */
export type FulfilOn = 'checkout' | 'payment_intent' | 'charge'

export interface EndpointPolicy {
  readonly account?: string
  /** Default: what the provider declares. */
  readonly fulfilOn?: FulfilOn
  readonly ordersMustExist?: boolean
  readonly effectsAt?: 'pending' | 'confirmed'
  readonly pendingIsSpendable?: boolean
  readonly mode?: 'live' | 'test'
  readonly creditRewards?: boolean
  /** What a payment that names a wallet becomes. `false`: it is credited, also where that is not the default. */
  readonly mint?: MintRate | false
  readonly grants?: readonly Grant[]
  readonly ipAllow?: readonly string[]
}

/** So many whole units of an asset for one US dollar. */
export interface MintRate {
  readonly asset: string
  /** A whole number, as text. */
  readonly perUsd: string
}

/** What a purchase opens: `match` names one attribute of the event (`metadata.<key>`, `price`, `product`) and its value. */
export interface Grant {
  readonly match: Readonly<Record<string, string>>
  readonly product: string
  readonly days?: number
}
