import type { Request } from 'express'
import { ProblemError } from '../problem.ts'

/**
 * Lets through what a page of ours has sent. Browsers name the page's origin with every form, and pages cannot change what
 * they say. Its host is what is compared: a proxy in front may speak another protocol than we do.
 * @throws ProblemError forbidden
 */
export function mustBeSameOrigin(request: Request): void {
  if (hostOf(request.get('origin')) === request.get('host')) return
  throw new ProblemError('forbidden', 'This was not sent from a page of this console: open it anew.')
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined
}
