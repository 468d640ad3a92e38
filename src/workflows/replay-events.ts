import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { REPLAY, REPLAY_EVERY } from './activity-options.ts'

export interface ReplayInput {
  /** Which events, and for whom, is with the run in Postgres. */
  readonly runId: string
  readonly total: number
  readonly ratePerSecond: number
  /** What was done before this run of the workflow. */
  readonly carried?: ReplayProgress
}

export interface ReplayProgress {
  readonly after?: string
  readonly replayed: number
  readonly refused: number
}

export interface ReplayResult extends ReplayProgress {
  readonly outcome: 'done' | 'stopped'
}

const { replayNext, endReplay } = proxyActivities<Activities>(REPLAY)

const stopSignal = defineSignal('stop')

/** Replays an operator's choice of events, so many a second, until all are done or it is told to stop. */
export async function replayEvents(input: ReplayInput): Promise<ReplayResult> {
  const run = {
    ...input.carried,
    replayed: input.carried?.replayed ?? 0,
    refused: input.carried?.refused ?? 0,
  }
  const stop = takeStops()
  return await CancellationScope.nonCancellable(async () => {
    const outcome = await replayAll(input, run, stop)
    await endReplay({ runId: input.runId, outcome })
    return { outcome, ...run }
  })
}

interface Stop {
  isAsked: boolean
}

/** By signal, or by a cancel request: what is replayed stays replayed. */
function takeStops(): Stop {
  const stop = { isAsked: false }
  const ask = () => {
    stop.isAsked = true
  }
  setHandler(stopSignal, ask, { description: 'Ends it after the events that are under way' })
  const scope = CancellationScope.current()
  if (scope.consideredCancelled) ask()
  else scope.cancelRequested.catch(ask)
  return stop
}

type Progress = { -readonly [Name in keyof ReplayProgress]: ReplayProgress[Name] }

async function replayAll(input: ReplayInput, run: Progress, stop: Stop): Promise<ReplayResult['outcome']> {
  const { runId, ratePerSecond } = input
  while (!stop.isAsked) {
    const from = run.after === undefined ? {} : { after: run.after }
    const page = await replayNext({ runId, most: ratePerSecond, ...from })
    if (page.after === undefined) return 'done'
    run.after = page.after
    run.replayed += page.replayed
    run.refused += page.refused
    show(input, run)
    if (workflowInfo().continueAsNewSuggested && !stop.isAsked)
      await continueAsNew<typeof replayEvents>({ ...input, carried: run })
    await condition(() => stop.isAsked, REPLAY_EVERY)
  }
  return 'stopped'
}

function show({ total, runId }: ReplayInput, { replayed, refused }: Progress): void {
  const lines = [
    `**Replayed** ${replayed} of about ${total} events; ${refused} refused.`,
    'Send the signal `stop` to end it; what is replayed stays replayed.',
    `Why they were refused: \`quittance replays show ${runId}\``,
  ]
  setCurrentDetails(lines.join('\n\n'))
}
