import type { AlarmName } from './alarm.ts'

/** What operators are told at once. Part of what is counted and kept: names never change. */
export type AlertKind = 'parked' | 'still-parked' | 'chargeback' | 'delivery-disabled' | AlarmName

/** Ids and codes, never personal data: it leaves for a chat. */
export interface Alert {
  readonly kind: AlertKind
  /** What it is about, whoever notices: operators hear of one key once. Business ids only. */
  readonly key: string
  /** One line. */
  readonly title: string
  readonly text: string
  readonly link?: string
  /** Told again when it is raised again after so long; missing: never. */
  readonly againAfterMs?: number
}

/** Tells operators what a person must see now. */
export interface Alerts {
  /** Resolves when it was told, or could not be: a failing alert fails nothing. Never rejects. */
  alert(alert: Alert): Promise<void>
}
