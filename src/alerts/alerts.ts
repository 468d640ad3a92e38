import { setTimeout as delay } from 'node:timers/promises'
import type { Alert, Alerts } from '../domain/alert.ts'

/** One way to tell operators. */
export interface AlertChannel {
  readonly name: 'webhook' | 'mail'
  /** @throws whatever keeps it from being told */
  tell(alert: Alert): Promise<void>
}

/** Who tells what, among all processes and attempts. */
export interface AlertJournal {
  /** True for the one that is to tell it: nobody has yet, or it is time to say it again. */
  claim(alert: Alert): Promise<boolean>
  /** It was told nowhere: whoever raises it next may. */
  release(key: string): Promise<void>
}

export interface AlertParts {
  readonly journal: AlertJournal
  readonly channels: readonly AlertChannel[]
  /** For all of one alert; whoever raises it may wait. */
  readonly timeoutMs?: number
  /** Told of every attempt; with an error, of one that failed. */
  readonly told: (alert: Alert, by: AlertChannel['name'] | 'journal', error?: unknown) => void
}

/** Below the 10 s of the activities that raise alerts. */
const TIMEOUT_MS = 5_000

/** Alerts over every channel, once a key. Where there is no channel nothing is claimed: one set later tells what comes then. */
export function createAlerts(parts: AlertParts): Alerts {
  const { channels, timeoutMs = TIMEOUT_MS, told } = parts
  return {
    async alert(alert) {
      if (channels.length === 0) return
      try {
        await Promise.race([raise(parts, alert), delay(timeoutMs, undefined, { ref: false })])
      } catch (error) {
        told(alert, 'journal', error)
      }
    },
  }
}

async function raise({ journal, channels, told }: AlertParts, alert: Alert): Promise<void> {
  if (!(await journal.claim(alert))) return
  const heard = await Promise.all(
    channels.map(async (channel) => {
      try {
        await channel.tell(alert)
        told(alert, channel.name)
        return true
      } catch (error) {
        told(alert, channel.name, error)
        return false
      }
    }),
  )
  if (!heard.includes(true)) await journal.release(alert.key)
}
