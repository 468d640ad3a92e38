import type { SearchAttributeUpdatePair } from '@temporalio/common'
import { upsertSearchAttributes } from '@temporalio/workflow'
import { searchValue } from '../domain/ids.ts'
import { showDetails } from './details.ts'
import type { OpenPark, Run } from './run.ts'
import { BLOCKED_STEP, FULFILMENT_STATE, ORDER_REFERENCE, OWNER } from './search-attributes.ts'

// What the workflow's list and page say of it. Each upsert is an event: one a change of state.

export function showParked(run: Run, park: OpenPark): void {
  run.park = park
  upsertSearchAttributes([
    { key: FULFILMENT_STATE, value: 'parked' },
    { key: BLOCKED_STEP, value: `${park.step}:${park.problem.code}` },
  ])
  showDetails(run)
}

/** Goes on; an operator may have named another owner or order. */
export function showRunning(run: Run): void {
  delete run.park
  const { owner, orderReference } = run.event
  const corrected: SearchAttributeUpdatePair[] = [
    ...(owner === undefined ? [] : [{ key: OWNER, value: searchValue(owner.owner) }]),
    ...(orderReference === undefined ? [] : [{ key: ORDER_REFERENCE, value: searchValue(orderReference) }]),
  ]
  upsertSearchAttributes([
    { key: FULFILMENT_STATE, value: 'running' },
    { key: BLOCKED_STEP, value: null },
    ...corrected,
  ])
  showDetails(run)
}

/** A closed workflow still answers with its details: they are gone by now. */
export function showDone(): void {
  upsertSearchAttributes([{ key: FULFILMENT_STATE, value: 'done' }])
}
