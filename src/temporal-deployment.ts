import { isGrpcServiceError, ServiceError } from '@temporalio/client'
import { idPart } from './domain/ids.ts'
import type { Temporal } from './temporal.ts'
import { SEARCH_ATTRIBUTES } from './workflows/search-attributes.ts'

/** How long one call may take. */
const CALL_DEADLINE_MS = 4_000
const DAY_S = 86_400

/** temporal.api.enums.v1.TaskQueueType. */
const WORKFLOW_TASKS = 1
const ACTIVITY_TASKS = 2

/** gRPC's INVALID_ARGUMENT: what the server does not know it cannot be asked for. */
const INVALID_ARGUMENT = 3

/** For how many days the namespace keeps closed workflows. */
export async function retentionDays(temporal: Temporal): Promise<number> {
  const { client } = temporal
  const { namespace } = client.options
  const { config } = await bounded(temporal, () => client.workflowService.describeNamespace({ namespace }))
  return Number(config?.workflowExecutionRetentionTtl?.seconds ?? 0) / DAY_S
}

/**
 * Names that workflows cannot be found by. Each is tried in a query: to list them takes more rights than Temporal Cloud gives
 * to a key.
 */
export async function missingSearchAttributes(temporal: Temporal): Promise<readonly string[]> {
  const names = SEARCH_ATTRIBUTES.map(({ name }) => name)
  const known = await Promise.all(names.map((name) => isQueried(temporal, name)))
  return names.filter((_name, index) => !known[index])
}

async function isQueried(temporal: Temporal, name: string): Promise<boolean> {
  try {
    await bounded(temporal, () => temporal.client.workflow.count(`${name} = "-"`))
    return true
  } catch (error) {
    const cause = error instanceof ServiceError ? error.cause : error
    if (isGrpcServiceError(cause) && cause.code === INVALID_ARGUMENT) return false
    throw error
  }
}

/** How many workers ask the task queue for work. */
export async function pollersOf(temporal: Temporal): Promise<{ workflow: number; activity: number }> {
  const [workflow, activity] = await Promise.all(
    [WORKFLOW_TASKS, ACTIVITY_TASKS].map((taskQueueType) => pollersOfType(temporal, taskQueueType)),
  )
  return { workflow: workflow ?? 0, activity: activity ?? 0 }
}

async function pollersOfType(temporal: Temporal, taskQueueType: number): Promise<number> {
  const { client, taskQueue } = temporal
  const { pollers } = await bounded(temporal, () =>
    client.workflowService.describeTaskQueue({
      namespace: client.options.namespace,
      taskQueue: { name: taskQueue },
      taskQueueType,
    }),
  )
  return new Set((pollers ?? []).map(({ identity }) => identity)).size
}

/** The Schedules that workers of this task queue keep. */
export async function schedulesOf(
  temporal: Temporal,
): Promise<readonly { readonly name: string; readonly isPaused: boolean }[]> {
  const prefix = `${idPart(temporal.taskQueue)}:`
  return await bounded(temporal, async () => {
    const found = []
    for await (const { scheduleId, state } of temporal.client.schedule.list())
      if (scheduleId.startsWith(prefix))
        found.push({ name: scheduleId.slice(prefix.length), isPaused: state.paused })
    return found
  })
}

function bounded<T>({ client }: Temporal, call: () => Promise<T>): Promise<T> {
  return client.withDeadline(Date.now() + CALL_DEADLINE_MS, call)
}
