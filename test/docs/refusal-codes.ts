import * as answers from '../../src/api/http-error.ts'
import { asHttpError } from '../../src/api/http-errors.ts'

type Answer = (...about: never[]) => answers.HttpError

function isAnswer(exported: unknown): exported is Answer {
  return typeof exported === 'function' && exported !== answers.HttpError
}

/** Every code a webhook may be refused with that is none of fulfilment's, asked of the code that answers. */
export function refusalCodes(): readonly string[] {
  const refusals = Object.values(answers)
    .filter(isAnswer)
    .map((answer) => answer().code)
  return [...refusals, asHttpError({ status: 400 }).code, asHttpError(new Error('a bug')).code]
}
