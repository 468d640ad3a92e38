import { setTimeout as delay } from 'node:timers/promises'
import {
  type Client,
  ScheduleAlreadyRunning,
  ScheduleNotFoundError,
  type ScheduleOptions,
} from '@temporalio/client'
import { joinId } from '../domain/ids.ts'
import type { Logger } from '../logger.ts'

/** A workflow that is started again and again. */
export interface Recurring {
  /** Of the Schedule and of its workflows; unique among those of one task queue. */
  readonly name: string
  readonly workflowType: string
  readonly args: readonly unknown[]
  /** 0: not at all; a Schedule of before is deleted. */
  readonly everyMs: number
  /** Shown in the Temporal UI. */
  readonly note: string
}

export interface SchedulesAt {
  readonly client: Client
  readonly taskQueue: string
  readonly log: Logger
}

/** How long one call may take; it is tried again. */
const CALL_DEADLINE_MS = 5_000
const AGAIN_AFTER_MS = 30_000
/** What was missed while Temporal was away is not made up for: the next run asks for all of it. */
const CATCHUP_WINDOW = '1 minute'

/** Brings the Schedules of this task queue up to date, however long Temporal takes; several workers may do so at once. */
export async function keepSchedules(
  at: SchedulesAt,
  recurring: readonly Recurring[],
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    try {
      for (const one of recurring) await keep(at, one)
      return
    } catch (error) {
      at.log.warn({ err: error }, 'the Schedules are not up to date yet; trying again')
    }
    await delay(AGAIN_AFTER_MS, undefined, { signal: stop, ref: false }).catch(() => undefined)
  }
}

async function keep({ client, taskQueue }: SchedulesAt, recurring: Recurring): Promise<void> {
  const options = optionsOf(taskQueue, recurring)
  const handle = client.schedule.getHandle(options.scheduleId)
  const bounded = <T>(call: () => Promise<T>) => client.withDeadline(Date.now() + CALL_DEADLINE_MS, call)
  if (recurring.everyMs === 0) {
    await bounded(() => handle.delete()).catch(unlessMissing)
    return
  }
  try {
    await bounded(() => client.schedule.create(options))
  } catch (error) {
    if (!(error instanceof ScheduleAlreadyRunning)) throw error
    const { spec, action, policies } = options
    // Whoever paused it had a reason.
    await bounded(() => handle.update(({ state }) => ({ spec, action, policies: { ...policies }, state })))
  }
}

function unlessMissing(error: unknown): void {
  if (!(error instanceof ScheduleNotFoundError)) throw error
}

function optionsOf(taskQueue: string, recurring: Recurring) {
  const { name, workflowType, args, everyMs, note } = recurring
  const scheduleId = joinId(taskQueue, name)
  return {
    scheduleId,
    spec: { intervals: [{ every: everyMs }] },
    action: { type: 'startWorkflow', workflowType, workflowId: scheduleId, args: [...args], taskQueue },
    policies: { overlap: 'SKIP', catchupWindow: CATCHUP_WINDOW },
    state: { note },
  } as const satisfies ScheduleOptions
}
