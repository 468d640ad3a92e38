import { AsyncLocalStorage } from 'node:async_hooks'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'

const current = new AsyncLocalStorage<number>()

/** Lets an activity know how often it was tried, which spaces what it asks for and means nothing else. */
export const attempts: ActivityInterceptorsFactory = ({ info }) => ({
  inbound: {
    execute: (input, next) => current.run(info.attempt, () => next(input)),
  },
})

/** Counts from 1. */
export function attemptNow(): number {
  return current.getStore() ?? 1
}
