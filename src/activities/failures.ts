import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import { FulfilmentError } from '../domain/errors.ts'

/**
 * The one place that turns errors of the product into Temporal's: the type is the code, and what a person must put right
 * is not retried. What we do not know is passed on as it is: Temporal retries it.
 */
export const failures: ActivityInterceptorsFactory = () => ({
  inbound: {
    async execute(input, next) {
      try {
        return await next(input)
      } catch (error) {
        throw error instanceof FulfilmentError ? toFailure(error) : error
      }
    },
  },
})

function toFailure(error: FulfilmentError): ApplicationFailure {
  const { code, message, retryable, retryAfterMs, cause } = error
  const failure = ApplicationFailure.create({
    type: code,
    message,
    nonRetryable: !retryable,
    ...(cause instanceof Error ? { cause } : {}),
    // "Not yet" is no fault: asked again at its own time, logged at debug, counted by no failure metric.
    ...(retryAfterMs === undefined
      ? {}
      : { nextRetryDelay: retryAfterMs, category: ApplicationFailureCategory.BENIGN }),
  })
  if (error.stack !== undefined) failure.stack = error.stack
  return failure
}
