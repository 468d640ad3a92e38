import { ProblemError } from '../problem.ts'

/** What Temporal does not answer to is an outage. */
export async function reached<T>(call: Promise<T>): Promise<T> {
  return await call.catch(() => {
    throw new ProblemError('unavailable', 'Temporal cannot be reached; try again.')
  })
}
