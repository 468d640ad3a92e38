import { allHandlersFinished, condition, defineSignal, setHandler } from '@temporalio/workflow'
import type { Watched } from '../activities/index.ts'
import { showDetails } from './details.ts'
import { look, waitUntil } from './look.ts'
import type { SettlementInput, SettlementResult, StatedSignal } from './settlement-input.ts'
import { newSettlementRun, type SettlementRun } from './settlement-run.ts'
import { sayWords } from './settlement-words.ts'
import { stateSeen } from './state-seen.ts'
import { Aborted, step } from './step.ts'
import { carry } from './story.ts'

const statedSignal = defineSignal<[unknown]>('stated')

/**
 * Watches the money of one payment until nothing can undo it, or until it is gone. Where it stands is in the payment's row:
 * closed, reset or copied it goes on from there.
 */
export function settlePayment(input: SettlementInput): Promise<SettlementResult> {
  const run = newSettlementRun(input)
  setHandler(statedSignal, (signal) => hear(run, signal), {
    description: 'An event has stated something about this payment: look at its row again',
  })
  return carry(run, () => settle(run))
}

async function settle(run: SettlementRun): Promise<SettlementResult> {
  try {
    return await watchToTheEnd(run)
  } catch (error) {
    if (!(error instanceof Aborted)) throw error
    do {
      run.news.came = false
      await sayWords(run)
    } while (!(await isOver(run)))
    return { outcome: 'aborted', because: 'an operator ended it' }
  } finally {
    run.isOver = true
    showDetails(run)
  }
}

async function watchToTheEnd(run: SettlementRun): Promise<SettlementResult> {
  for (;;) {
    showDetails(run)
    const watched = (await step(run, 'settle', () => look(run)))?.watched
    const end = watched === undefined ? undefined : await carryOut(run, watched)
    if (end !== undefined && (await isOver(run))) return { outcome: 'settled', because: end }
  }
}

/** What was seen is done. With a reason back, nothing can follow. */
async function carryOut(
  run: SettlementRun,
  watched: Exclude<Watched, { readonly type: 'unclear' }>,
): Promise<string | undefined> {
  switch (watched.type) {
    case 'wait':
      run.deadline = watched.until
      run.seen = 'pending; there is nothing on chain to look at, its provider is waited for'
      showDetails(run)
      await waitUntil(run, watched.until)
      return undefined
    case 'state': {
      const stated = await stateSeen(run, watched)
      if (stated === undefined) return undefined
      run.seen = `${stated.state} on chain, seen at ${stated.statement.at}`
      return stated.isLast ? `${stated.state} on chain` : undefined
    }
    case 'done':
      return watched.because
    case 'observe':
      run.seen = watched.because
      return undefined
  }
}

/** Whether nothing came while the last writes were waited for. */
async function isOver(run: SettlementRun): Promise<boolean> {
  while (run.beside.length > 0) await Promise.all(run.beside.splice(0))
  await condition(() => run.news.came || allHandlersFinished())
  return !run.news.came && run.beside.length === 0
}

/** From the UI anything may come: whatever it is, it means to look again. */
function hear(run: SettlementRun, signal: unknown): void {
  run.news.came = true
  if (isStated(signal) && signal.deadline > (run.deadline ?? '')) run.deadline = signal.deadline
  showDetails(run)
}

function isStated(signal: unknown): signal is StatedSignal {
  if (typeof signal !== 'object' || signal === null || !('deadline' in signal)) return false
  const { deadline } = signal
  return typeof deadline === 'string' && !Number.isNaN(Date.parse(deadline))
}
