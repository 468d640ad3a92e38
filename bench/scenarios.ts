import { randomBytes } from 'node:crypto'
import { BARE_TASK_QUEUE } from './bare/worker.ts'
import { cpuMs } from './cpu.ts'
import { creditLatencies, verify, waitForCredits } from './credited.ts'
import { observedBatch, paidBatch } from './events.ts'
import type { Load } from './load.ts'
import { closedLoop, openLoop, percentile, timed } from './load.ts'
import type { System } from './system.ts'

type Pace = { readonly perSecond: number } | { readonly concurrency: number }

export interface Figures {
  readonly answersPerS: number
  readonly answerP50: number
  readonly answerP99: number
  readonly donePerS: number
  readonly doneP50: number
  readonly doneP99: number
}

export interface BareFigures extends Figures {
  readonly cpuMsPerEvent: Readonly<Record<string, number>>
}

export interface ServiceFigures extends BareFigures {
  readonly lost: number
  readonly doubled: number
}

function run(pace: Pace, total: number, send: (n: number) => Promise<number>): Promise<Load> {
  return 'perSecond' in pace
    ? openLoop(pace.perSecond, total, send)
    : closedLoop(pace.concurrency, total, send)
}

/** The whole way: signed webhook → answer → workflow → credit, from first byte to commit. */
export async function service(system: System, pace: Pace, total: number): Promise<ServiceFigures> {
  const batch = paidBatch(system)
  const before = cpuOf(system)
  const { result, ms } = await timed(async () => {
    const load = await run(pace, total, batch.send)
    return { load, credits: await waitForCredits(system, batch, total) }
  })
  const cpuMsPerEvent = cpuSince(before, system, total)
  const latencies = creditLatencies(batch, result.credits)
  return {
    ...figures(result.load, latencies, total, ms),
    cpuMsPerEvent,
    ...(await verify(system, batch, total)),
  }
}

/** The ceiling of the answer: verified, translated, kept, answered; no workflow. */
export async function inboxOnly(system: System, pace: Pace, total: number): Promise<Figures> {
  const { result, ms } = await timed(() => run(pace, total, observedBatch(system).send))
  return figures(result, [], total, ms)
}

/** The ceiling of fulfilment: a workflow with one local activity that does nothing, started straight at the server. */
export async function bareWorkflow(system: System, pace: Pace, total: number): Promise<BareFigures> {
  const before = cpuOf(system)
  const id = randomBytes(4).toString('hex')
  const results: Promise<number>[] = []
  const { result, ms } = await timed(async () => {
    const load = await run(pace, total, async (n) => {
      const startedAt = performance.now()
      const handle = await system.client.workflow.start('bare', {
        workflowId: `bare-${id}-${n}`,
        taskQueue: BARE_TASK_QUEUE,
      })
      const answered = performance.now() - startedAt
      results.push(handle.result().then(() => performance.now() - startedAt))
      return answered
    })
    return { load, done: await Promise.all(results) }
  })
  return { ...figures(result.load, result.done, total, ms), cpuMsPerEvent: cpuSince(before, system, total) }
}

function figures(load: Load, done: readonly number[], total: number, ms: number): Figures {
  return {
    answersPerS: (total * 1000) / load.elapsedMs,
    answerP50: percentile(load.latenciesMs, 0.5),
    answerP99: percentile(load.latenciesMs, 0.99),
    donePerS: (total * 1000) / ms,
    doneP50: percentile(done, 0.5),
    doneP99: percentile(done, 0.99),
  }
}

function cpuSince(before: Record<string, number>, system: System, total: number): Record<string, number> {
  const used = Object.entries(cpuOf(system))
  return Object.fromEntries(used.map(([name, ms]) => [name, (ms - (before[name] ?? 0)) / total]))
}

function cpuOf({ pids }: System): Record<string, number> {
  return {
    api: cpuMs(pids.api),
    worker: cpuMs(pids.worker),
    'bare worker': cpuMs(pids.bareWorker),
    bench: process.cpuUsage().user / 1000 + process.cpuUsage().system / 1000,
    temporal: cpuMs(pids.temporal),
    postgres: cpuMs(pids.postgres, true),
  }
}

/** History events of one fulfilled payment. */
export async function historyEvents(system: System): Promise<number> {
  for await (const { historyLength } of system.client.workflow.list({
    query: 'WorkflowType="fulfilPayment"',
    pageSize: 1,
  })) {
    return historyLength ?? Number.NaN
  }
  return Number.NaN
}
