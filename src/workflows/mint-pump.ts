import {
  CancellationScope,
  condition,
  continueAsNew,
  defineSignal,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { Pumped, PumpRequest, PumpSigner } from '../activities/pump-mints.ts'
import type { Decision } from '../domain/decision.ts'
import type { Problem } from '../domain/errors.ts'
import { PUMP, PUMP_EVERY } from './activity-options.ts'
import { showDetails } from './details.ts'
import { inboxFor } from './inbox-activities.ts'
import { finalRefusalOf } from './problem.ts'
import { newRun, type OpenPark, type Run } from './run.ts'
import { type Outcome, step } from './step.ts'
import { carry, settled } from './story.ts'

export interface MintPumpInput {
  readonly signer: PumpSigner
  /** Of the run before this one. */
  readonly carried?: { readonly parks: number; readonly park?: OpenPark }
}

interface PumpRun extends Run {
  readonly signer: PumpSigner
  readonly news: { came: boolean }
  /** Somebody asked for a mint since it last looked. */
  woken: boolean
  /** Looks for the end of a pause, while an operator is asked. */
  watch?: { readonly scope: CancellationScope; seen?: Pumped }
}

/** Somebody asks for a mint. */
const wakeSignal = defineSignal('wake')
const { pumpMints } = proxyActivities<Activities>(PUMP)

/** Brings all mints of one signer on chain, for ever. While the signer cannot go on it parks: once, not in each payment. */
export function mintPump(input: MintPumpInput): Promise<never> {
  const run = newPumpRun(input)
  setHandler(wakeSignal, () => {
    run.woken = true
    if (run.park !== undefined && workflowInfo().continueAsNewSuggested) run.news.came = true
  })
  return carry(run, async () => {
    showDetails(run)
    for (;;) {
      run.woken = false
      // It cannot be cancelled: the next mint would start it again.
      run.cancel = 'answered'
      const pumped = await step(run, 'mint', () => pump(run))
      if (pumped?.isIdle === true)
        await condition(() => run.woken, PUMP_EVERY, { summary: 'idle: waits for a mint' })
    }
  })
}

function newPumpRun({ signer, carried }: MintPumpInput): PumpRun {
  const run: PumpRun = {
    ...newRun({
      about: () => ({ shown: [['Signer', signer.address, `chain ${signer.chainId}`]] }),
      offered: () => ['retry'],
      correct: (park, decision) => unpause(signer, park, decision),
    }),
    signer,
    news: { came: false },
    woken: false,
    ...(carried?.park === undefined ? {} : { park: carried.park }),
  }
  run.parks = carried?.parks ?? 0
  return run
}

async function pump(run: PumpRun): Promise<Outcome & { readonly isIdle: boolean }> {
  if (workflowInfo().continueAsNewSuggested) await goOnAnew(run)
  const { isIdle, pause } = endOfWatch(run) ?? (await pumpOnce({ signer: run.signer }))
  if (pause === undefined) return { isIdle }
  watchPause(run, pause)
  return { isIdle, problems: [pause] }
}

function pumpOnce(request: PumpRequest): Promise<Pumped> {
  const { chainId, address } = request.signer
  return pumpMints.executeWithOptions({ ...PUMP, summary: `signer ${address} on chain ${chainId}` }, [
    request,
  ])
}

/** What was signed before is still sent meanwhile. */
function watchPause(run: PumpRun, { code }: Problem): void {
  const watch: NonNullable<PumpRun['watch']> = { scope: new CancellationScope() }
  run.watch = watch
  const looked = async () => {
    try {
      watch.seen = await pumpOnce({ signer: run.signer, pausedFor: code })
    } finally {
      if (run.watch === watch) {
        run.cancel = 'answered'
        run.news.came = true
      }
    }
  }
  watch.scope.run(looked).catch(() => undefined)
}

/** What it saw; after a decision there is nothing it could tell any more. */
function endOfWatch(run: PumpRun): Pumped | undefined {
  const { watch } = run
  delete run.watch
  watch?.scope.cancel()
  return watch?.seen
}

function unpause(
  signer: PumpSigner,
  { problem }: OpenPark,
  { decision }: Decision,
): Promise<string | undefined> {
  return finalRefusalOf(async () => {
    if (decision === 'retry') await inboxFor(problem.code).unpauseSigner({ signer, code: problem.code })
  })
}

async function goOnAnew(run: PumpRun): Promise<never> {
  await settled(run)
  const { signer, parks, park } = run
  return await continueAsNew<typeof mintPump>({
    signer,
    carried: { parks, ...(park === undefined ? {} : { park }) },
  })
}
