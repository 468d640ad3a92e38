import type { Pool } from 'pg'
import type { HealthCheck, HealthChecked } from '../../activities/check-health.ts'
import type { HealthFigures, SignerFunds } from '../../domain/alarm.ts'
import type { Alerts } from '../../domain/alert.ts'
import { FulfilmentError } from '../../domain/errors.ts'
import { judgeHealth } from '../../domain/judge-health.ts'
import { noteAlarms } from '../../inbox/incidents.ts'
import { readStats } from '../../inbox/read-stats.ts'
import { readWaiting } from '../../inbox/read-waiting.ts'
import { type KnownSecret, noteSecretUses } from '../../inbox/secret-uses.ts'
import type { Logger } from '../../logger.ts'
import { newestReport } from '../../reconcile/reports.ts'
import { tellIncidents } from './tell-incidents.ts'

export interface HealthParts {
  readonly pool: Pool
  readonly alerts: Alerts
  /** Webhook secrets that are configured. */
  readonly secrets: readonly KnownSecret[]
  /** Missing where nobody mints. @throws FulfilmentError CHAIN_UNAVAILABLE (retryable) */
  readonly signer?: () => Promise<SignerFunds>
  readonly log: Logger
  /** Told of every check. */
  readonly checked: (checked: HealthChecked) => void
  /** How long an alarm must be off before its incident is over. */
  readonly resolvedAfterMs?: number
}

const DAY_MS = 24 * 60 * 60_000
/** Two more checks find it off: what comes and goes is one incident. */
const RESOLVED_AFTER_MS = 9 * 60_000

/** Looks, keeps the incidents, and tells of them. */
export function createHealthCheck(parts: HealthParts): HealthCheck {
  const { pool, alerts, log, checked, resolvedAfterMs = RESOLVED_AFTER_MS } = parts
  return {
    async check() {
      const { on, unknown } = judgeHealth(await readFigures(parts))
      await noteAlarms(pool, { on, unknown }, resolvedAfterMs)
      await tellIncidents(pool, alerts)
      const found = { on: on.map(({ alarm, subject }) => [alarm, subject].join(' ').trim()), unknown }
      if (on.length > 0) log.warn(found, 'alarms are on: quittance stats')
      checked(found)
      return found
    },
  }
}

async function readFigures({ pool, secrets, signer, log }: HealthParts): Promise<HealthFigures> {
  const now = new Date()
  return {
    now,
    stats: await readStats(pool, new Date(now.getTime() - DAY_MS), now),
    ...(await readWaiting(pool)),
    differences: (await newestReport(pool))?.differenceCount ?? null,
    secrets: await noteSecretUses(pool, secrets),
    signer: signer === undefined ? null : await fundsOf(signer, log),
  }
}

/** A chain that does not answer says nothing of its signer, and keeps nobody from the other figures. */
async function fundsOf(signer: () => Promise<SignerFunds>, log: Logger): Promise<SignerFunds | undefined> {
  try {
    return await signer()
  } catch (error) {
    if (!(error instanceof FulfilmentError)) throw error
    log.warn({ err: error }, 'the balance of the minting address is not known')
    return undefined
  }
}
