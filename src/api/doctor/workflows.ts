import type { Temporal } from '../../temporal.ts'
import { missingSearchAttributes, pollersOf, retentionDays, schedulesOf } from '../../temporal-deployment.ts'
import { bad, good, warning } from './finding.ts'

/** How long operators can read what happened. */
const RETENTION_DAYS = 7

export async function checkTemporal(temporal: Temporal) {
  const days = await retentionDays(temporal)
  const found = `namespace ${temporal.client.options.namespace} keeps closed workflows for ${days} d`
  return days < RETENTION_DAYS
    ? warning(found, '30 days is a good value: docs/going-live.md#temporal')
    : good(found)
}

export async function checkSearchAttributes(temporal: Temporal) {
  const missing = await missingSearchAttributes(temporal)
  return missing.length === 0
    ? good('all are registered')
    : bad(`${missing.join(', ')} not registered`, 'npm run migrate')
}

export async function checkWorkers(temporal: Temporal) {
  const { workflow, activity } = await pollersOf(temporal)
  const found = `${workflow} poll for workflows, ${activity} for activities, of task queue ${temporal.taskQueue}`
  if (Math.min(workflow, activity) === 0) return bad(found, 'start a worker, with the same TASK_QUEUE')
  return workflow === 1 ? warning(found, 'run two or more: one may be replaced') : good(found)
}

export async function checkSchedules(temporal: Temporal) {
  const schedules = await schedulesOf(temporal)
  if (schedules.length === 0) return bad('there are none', 'start a worker: it makes them')
  const paused = schedules.filter(({ isPaused }) => isPaused)
  const names = schedules.map(({ name }) => name).join(', ')
  return paused.length === 0
    ? good(names)
    : bad(`${paused.map(({ name }) => name).join(', ')} paused`, '*Schedules* in the Temporal UI')
}
