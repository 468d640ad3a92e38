import { ActivityFailure, ApplicationFailure, TemporalFailure } from '@temporalio/common'
import { ERROR_CODES, type ErrorCode, type Problem } from '../domain/errors.ts'
import type { StepName } from './run.ts'

/** What a step is said to lack when it gave up without a reason of its own. */
const UNAVAILABLE: Record<StepName, ErrorCode> = {
  books: 'LEDGER_UNAVAILABLE',
  mint: 'MINT_UNAVAILABLE',
  settle: 'SETTLEMENT_UNCLEAR',
  deliver: 'DELIVERY_FAILED',
  subscription: 'LEDGER_UNAVAILABLE',
}

/**
 * What an activity failed with, for good; undefined for anything else, which is a bug. Of a regular activity it comes
 * wrapped, of a local one bare.
 */
export function failureOf(error: unknown): Error | undefined {
  if (error instanceof ActivityFailure) return error.cause ?? error
  return error instanceof TemporalFailure ? error : undefined
}

/** The failure in words for an operator. */
export function problemOf(step: StepName, failure: Error): Problem {
  return problemOr(UNAVAILABLE[step], failure)
}

/** The same, by another code where it has none of its own. */
export function problemOr(code: ErrorCode, failure: Error): Problem {
  if (failure instanceof ApplicationFailure && isErrorCode(failure.type))
    return { code: failure.type, message: failure.message }
  return { code, message: `the step was given up: ${failure.message}` }
}

/** A person must act: trying again changes nothing. */
export function isFinal(failure: Error): boolean {
  return failure instanceof ApplicationFailure && failure.nonRetryable === true
}

/** Does it; what refuses it for good comes back as the reason. */
export async function finalRefusalOf(work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const failure = failureOf(error)
    if (failure === undefined || !isFinal(failure)) throw error
    return failure.message
  }
}

/** Several problems as the one a step parks with: the first names it, all are told. */
export function asOne([first, ...rest]: readonly [Problem, ...Problem[]]): Problem {
  const messages = [first.message, ...rest.map(({ code, message }) => `${code}: ${message}`)]
  return { code: first.code, message: messages.join(' · ') }
}

function isErrorCode(type: string | undefined | null): type is ErrorCode {
  return ERROR_CODES.some((code) => code === type)
}
