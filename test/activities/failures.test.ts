import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { failures } from '../../src/activities/failures.ts'
import { FulfilmentError } from '../../src/domain/errors.ts'

/** What Temporal is told when an activity throws this. */
const failureOf = async (thrown: Error): Promise<unknown> => {
  const environment = new MockActivityEnvironment(
    {},
    {
      interceptors: [failures],
      logger: new DefaultLogger('ERROR'),
    },
  )
  const activity = async () => {
    throw thrown
  }
  return await environment.run(activity).then(
    () => undefined,
    (error: unknown) => error,
  )
}

test('what a person must put right is not retried, and its type is the code', async () => {
  const cause = new Error('why')
  const failure = await failureOf(
    new FulfilmentError({ code: 'UNKNOWN_ASSET', retryable: false, message: 'XYZ is unknown', cause }),
  )
  expect(failure).toBeInstanceOf(ApplicationFailure)
  expect(failure).toMatchObject({
    type: 'UNKNOWN_ASSET',
    message: 'XYZ is unknown',
    nonRetryable: true,
    cause,
  })
})

test('what may work later is retried', async () => {
  const failure = await failureOf(
    new FulfilmentError({ code: 'LEDGER_UNAVAILABLE', retryable: true, message: 'no answer' }),
  )
  expect(failure).toMatchObject({ type: 'LEDGER_UNAVAILABLE', nonRetryable: false })
})

test('"not yet" is no fault: benign, and asked again at its own time', async () => {
  const failure = await failureOf(
    new FulfilmentError({ code: 'EVENT_NOT_FOUND', retryable: true, message: 'not yet', retryAfterMs: 1500 }),
  )
  expect(failure).toMatchObject({
    category: ApplicationFailureCategory.BENIGN,
    nextRetryDelay: 1500,
    nonRetryable: false,
  })
})

test('an error nobody has judged is passed on as it is, for Temporal to retry', async () => {
  const bug = new TypeError('x is undefined')
  expect(await failureOf(bug)).toBe(bug)
})
