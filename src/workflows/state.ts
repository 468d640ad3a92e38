import { upsertSearchAttributes } from '@temporalio/workflow'
import { showDetails } from './details.ts'
import type { OpenPark, Run } from './run.ts'
import { BLOCKED_STEP, FULFILMENT_STATE } from './search-attributes.ts'

// What the workflow's list and page say of it. Each upsert is an event: one a change of state.

export function showParked(run: Run, park: OpenPark): void {
  run.park = park
  upsertSearchAttributes([
    { key: FULFILMENT_STATE, value: 'parked' },
    { key: BLOCKED_STEP, value: `${park.step}:${park.problem.code}` },
  ])
  showDetails(run)
}

/** Goes on; an operator may have corrected what it is found by. */
export function showRunning(run: Run): void {
  delete run.park
  upsertSearchAttributes([
    { key: FULFILMENT_STATE, value: 'running' },
    { key: BLOCKED_STEP, value: null },
    ...(run.about().found ?? []),
  ])
  showDetails(run)
}

/** A closed workflow still answers with its details: they are gone by now. */
export function showDone(): void {
  upsertSearchAttributes([{ key: FULFILMENT_STATE, value: 'done' }])
}
