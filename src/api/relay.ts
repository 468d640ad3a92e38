import type { Pool } from 'pg'
import { createBatcher } from '../inbox/batcher.ts'
import type { UnstartedEvent } from '../inbox/inbox.ts'
import { markRestarted, markStarted, noteStartFailure } from '../inbox/mark-started.ts'
import type { Logger } from '../logger.ts'
import { isRefusedStart, type Temporal } from '../temporal.ts'
import { createBackoff } from './backoff.ts'

export interface RelayDeps {
  readonly pool: Pool
  readonly temporal: Pick<Temporal, 'start'>
  readonly log: Logger
}

/** Starts the workflows of committed events. What it does not get to is the sweeper's. */
export interface Relay {
  /** Right after the commit; returns at once. */
  offer(event: UnstartedEvent): void
  /** Resolves when each of these was tried. `replay`: also where a workflow of this id has ended. */
  start(events: readonly UnstartedEvent[], again?: 'replay'): Promise<void>
  /** Temporal answers again: no need to wait any longer. */
  resume(): void
  /** Resolves when everything offered was tried, or is left to the sweepers, and what was started is marked. */
  drain(): Promise<void>
}

/** Measured: more starts at once only lengthen the answers of the API. */
const MAX_IN_FLIGHT = 16
const MAX_QUEUED = 1_000
/** A Temporal that is slow must not make a shutdown slow. */
const DRAIN_MS = 6_000
const MARKS = { size: 500, limit: 10_000 }

interface Job {
  readonly event: UnstartedEvent
  readonly again: 'replay' | undefined
  readonly done: () => void
}

export function createRelay({ pool, temporal, log }: RelayDeps): Relay {
  const queue: Job[] = []
  const inFlight = new Set<Promise<void>>()
  const backoff = createBackoff()
  const marks = createBatcher<string>({
    ...MARKS,
    write: (ids) => markStarted(pool, ids),
    onError: () => log.warn('started workflows were not marked; the sweeper will'),
  })

  const run = async ({ event, again, done }: Job): Promise<void> => {
    try {
      // The backlog of an outage waits in Postgres, not here.
      if (!backoff.isWaiting()) await startOne(event, again)
    } catch (error) {
      await failed(event, error)
    } finally {
      done()
    }
  }

  const startOne = async ({ id, event, plan, workflowId }: UnstartedEvent, again?: 'replay') => {
    if (plan.type === 'record') return
    await temporal.start(workflowId, event, plan, again)
    backoff.reset()
    if (again === 'replay') await markRestarted(pool, id)
    else marks.add(id)
  }

  const failed = async ({ id, workflowId }: UnstartedEvent, error: unknown): Promise<void> => {
    if (!isRefusedStart(error)) {
      const waitMs = backoff.fail()
      if (waitMs > 0) log.warn({ workflowId, waitMs }, 'Temporal is away; events wait in the inbox')
      return
    }
    log.error({ workflowId }, 'Temporal refused to start a workflow')
    await noteStartFailure(pool, id, 'Temporal refused to start the workflow').catch(() => undefined)
  }

  const pump = (): void => {
    while (inFlight.size < MAX_IN_FLIGHT) {
      const job = queue.shift()
      if (job === undefined) return
      const work = run(job).finally(() => {
        inFlight.delete(work)
        pump()
      })
      inFlight.add(work)
    }
  }

  const enqueue = (event: UnstartedEvent, again?: 'replay'): Promise<void> =>
    new Promise((done) => {
      queue.push({ event, again, done })
      pump()
    })

  return {
    offer(event) {
      if (event.plan.type !== 'record' && queue.length < MAX_QUEUED && !backoff.isWaiting())
        void enqueue(event)
    },
    async start(events, again) {
      await Promise.all(events.map((event) => enqueue(event, again)))
    },
    resume: () => backoff.reset(),
    async drain() {
      const giveUp = setTimeout(() => {
        for (const { done } of queue.splice(0)) done()
      }, DRAIN_MS)
      while (inFlight.size > 0) await Promise.all(inFlight)
      clearTimeout(giveUp)
      await marks.drain()
    },
  }
}
