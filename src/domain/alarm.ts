import type { Stats } from './stats.ts'

/** What is watched. Part of what is counted and kept: names never change. */
export const ALARMS = [
  'failure-rate',
  'unstarted',
  'unfinished',
  'many-parked',
  'drift',
  'secret-unused',
  'signer-low',
] as const
export type AlarmName = (typeof ALARMS)[number]

/** An alarm that is on. Ids and figures, never personal data: it leaves for a chat. */
export interface Alarm {
  readonly alarm: AlarmName
  /** What it is about; empty where there is only one of it. */
  readonly subject: string
  /** One line, always the same for this alarm. */
  readonly title: string
  readonly text: string
}

/** A webhook secret that is configured; `secretId` is its digest. */
export interface SecretUse {
  readonly secretId: string
  readonly endpoint: string
  readonly knownSince: Date
  readonly lastUsedAt: Date | null
  /** When another secret of its endpoint last verified a delivery. */
  readonly othersUsedAt: Date | null
}

/** What a minting address can pay for gas, in wei. */
export interface SignerFunds {
  readonly address: string
  readonly balance: bigint
  /** Below it, the balance is too low. */
  readonly floor: bigint
}

export interface HealthFigures {
  readonly now: Date
  /** Of the last 24 hours. */
  readonly stats: Stats
  /** When the oldest event came that no workflow was started for; null: there is none. */
  readonly unstartedSince: Date | null
  /** When the oldest event came that is neither done nor parked. */
  readonly unfinishedSince: Date | null
  /** Steps that wait for an operator. */
  readonly parked: number
  /** In the newest report; null: none was made. */
  readonly differences: number | null
  readonly secrets: readonly SecretUse[]
  /** Null where nobody mints; undefined where the chain does not say. */
  readonly signer: SignerFunds | null | undefined
}

/** What is on, and what nobody can tell now. */
export interface Judged {
  readonly on: readonly Alarm[]
  readonly unknown: readonly AlarmName[]
}
