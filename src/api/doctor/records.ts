import type { Pool } from 'pg'
import { readDisabled } from '../../delivery/store.ts'
import { openIncidents } from '../../inbox/incidents.ts'
import { countVerifying } from '../../inbox/list-endpoints.ts'
import { missingKeys } from '../../inbox/reseal-secrets.ts'
import { createSecretCipher } from '../../inbox/secret-cipher.ts'
import type { AlertConfig } from '../../mail-config.ts'
import { newestReport } from '../../reconcile/reports.ts'
import { ageOf } from './age.ts'
import { bad, good, warning } from './finding.ts'
import type { StoredSecrets } from './settings.ts'

const MINUTE_MS = 60_000

export async function storedSecrets(pool: Pool, keys: readonly Buffer[]): Promise<StoredSecrets> {
  const missing = await missingKeys(pool, createSecretCipher(keys)?.keyIds ?? [])
  const unreadable = missing.reduce((sum, { secrets }) => sum + secrets, 0)
  return { endpoints: await countVerifying(pool), unreadable }
}

export async function checkAlerts(pool: Pool, { webhookUrl, mailTo }: AlertConfig) {
  const ways = [...(webhookUrl === undefined ? [] : ['a chat']), ...(mailTo.length === 0 ? [] : ['mail'])]
  if (ways.length === 0) return bad('operators are told nothing', 'set ALERT_WEBHOOK_URL or ALERT_MAIL_TO')
  const { rows } = await pool.query<{ untold: number; told: Date | null }>(`
    select count(*) filter (where told_at = '-infinity')::int as untold,
           max(told_at) filter (where told_at > '-infinity') as told
    from inbox.alert`)
  const { untold = 0, told = null } = rows[0] ?? {}
  if (untold > 0) return bad(`${untold} alerts were told nowhere`, 'the log says `alert failed`, and why')
  const last =
    told === null ? 'none was needed yet' : `the last one ${ageOf(Date.now() - told.getTime())} ago`
  return good(`by ${ways.join(' and ')}; ${last}`)
}

export async function checkDelivery(pool: Pool, digest: string | undefined) {
  if (digest === undefined)
    return warning("the merchant's app is told nothing", 'set DELIVERY_URL and DELIVERY_SECRET')
  const disabled = await readDisabled(pool, digest)
  if (disabled !== undefined)
    return bad(`the app is called no more since ${disabled.at.toISOString()}`, 'quittance deliveries enable')
  const { rows } = await pool.query<{ failed: number }>(
    `select count(*)::int as failed from delivery.message where state = 'failed'`,
  )
  const failed = rows[0]?.failed ?? 0
  return failed === 0
    ? good('the app takes what it is told')
    : warning(`${failed} messages were given up`, 'quittance deliveries list --state failed')
}

export async function checkAlarms(pool: Pool) {
  const on = await openIncidents(pool)
  if (on.length > 0)
    return bad(`on: ${[...new Set(on.map(({ alarm }) => alarm))].join(', ')}`, 'quittance stats')
  const { rows } = await pool.query<{ parked: number }>(
    'select count(*)::int as parked from inbox.park where closed_at is null',
  )
  const parked = rows[0]?.parked ?? 0
  return parked === 0
    ? good('no alarm is on, nothing is parked')
    : warning(`${parked} steps wait for a decision`, 'quittance parked')
}

export async function checkDrift(pool: Pool, everyMinutes: number) {
  const report = await newestReport(pool)
  if (report === undefined) return bad('no report was ever made', 'quittance drift --now')
  const ageMs = Date.now() - Date.parse(report.madeAt)
  const found = `${report.differenceCount} differences, ${ageOf(ageMs)} ago`
  if (report.differenceCount > 0) return bad(found, 'quittance drift')
  if (everyMinutes > 0 && ageMs > 2 * everyMinutes * MINUTE_MS)
    return bad(found, 'look at the Schedule `reconcile` in the Temporal UI')
  return good(found)
}
