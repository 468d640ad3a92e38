import { inTime } from '../reading.ts'
import { CHECKS, type CheckName, type Checks, type Finding } from './finding.ts'

/** Somebody waits for the answer; whatever does not answer by then is a finding itself. */
const TIMEOUT_MS = 5_000

/** Looks at everything at once, and tells it in order. */
export async function examine(checks: Checks, timeoutMs = TIMEOUT_MS): Promise<readonly Finding[]> {
  return await Promise.all(CHECKS.map((check) => findingOf(check, checks[check], timeoutMs)))
}

async function findingOf(check: CheckName, look: Checks[CheckName], timeoutMs: number): Promise<Finding> {
  try {
    return { check, ...(await inTime(timeoutMs, Promise.resolve().then(look))) }
  } catch (error) {
    const found = `could not be looked at: ${error instanceof Error ? error.message : String(error)}`
    return { check, verdict: 'unknown', found, todo: 'see /readyz, and the log of the API' }
  }
}
