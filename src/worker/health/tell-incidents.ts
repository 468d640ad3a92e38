import type { Pool } from 'pg'
import type { Alerts } from '../../domain/alert.ts'
import { joinId } from '../../domain/ids.ts'
import { type Incident, openIncidents, resolvedIncidents } from '../../inbox/incidents.ts'

const DAY_MS = 24 * 60 * 60_000

/**
 * Tells what is on, once an incident and again every day, and what is over. Whoever tells alerts keeps what was told: what was
 * told nowhere is raised by the next check again.
 */
export async function tellIncidents(pool: Pool, alerts: Alerts): Promise<void> {
  for (const incident of await openIncidents(pool)) if (isToldHere(incident)) await tellOpen(alerts, incident)
  for (const incident of await resolvedIncidents(pool, new Date(Date.now() - DAY_MS)))
    await tellResolved(alerts, incident)
}

/** The report that finds differences tells of them itself, whenever they are others. */
function isToldHere({ alarm, quietSince }: Incident): boolean {
  return quietSince === null && alarm !== 'drift'
}

async function tellOpen(alerts: Alerts, { id, alarm, title, text }: Incident): Promise<void> {
  await alerts.alert({
    kind: alarm,
    key: joinId('incident', id),
    title,
    text: `${text} · docs/runbook.md#${alarm}`,
    againAfterMs: DAY_MS,
  })
}

async function tellResolved(alerts: Alerts, { id, alarm, subject, title, ...at }: Incident): Promise<void> {
  const about = subject === '' ? '' : ` · ${subject}`
  await alerts.alert({
    kind: alarm,
    key: joinId('incident', id, 'resolved'),
    title: `Resolved: ${title}`,
    text: `It was on from ${at.openedAt.toISOString()} to ${(at.quietSince ?? at.resolvedAt)?.toISOString()}${about}`,
  })
}
