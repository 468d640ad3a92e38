import { type ActivityFailure, ApplicationFailure } from '@temporalio/common'
import { ERROR_CODES, type ErrorCode, type Problem } from '../domain/errors.ts'
import type { StepName } from './run.ts'

/** What a step is said to lack when it gave up without a reason of its own. */
const UNAVAILABLE: Record<StepName, ErrorCode> = { books: 'LEDGER_UNAVAILABLE' }

/** Why an activity failed for good, in words for an operator. */
export function problemOf(step: StepName, failure: ActivityFailure): Problem {
  const { cause } = failure
  if (cause instanceof ApplicationFailure && isErrorCode(cause.type))
    return { code: cause.type, message: cause.message }
  return {
    code: UNAVAILABLE[step],
    message: `${failure.activityType} gave up: ${cause?.message ?? failure.message}`,
  }
}

/** A person must act: trying again changes nothing. */
export function isFinal({ cause }: ActivityFailure): boolean {
  return cause instanceof ApplicationFailure && cause.nonRetryable === true
}

/** Several problems as the one a step parks with: the first names it, all are told. */
export function asOne([first, ...rest]: readonly [Problem, ...Problem[]]): Problem {
  const messages = [first.message, ...rest.map(({ code, message }) => `${code}: ${message}`)]
  return { code: first.code, message: messages.join(' · ') }
}

function isErrorCode(type: string | undefined | null): type is ErrorCode {
  return ERROR_CODES.some((code) => code === type)
}
