import { type Caller, mustHave } from './caller.ts'
import { type CarriedOut, carryOut } from './carry-out.ts'
import type { OperatorDeps } from './deps.ts'
import type { RawRequest, Route } from './route.ts'

/**
 * What a route answers this caller, whichever way the request came in.
 * @throws ProblemError for a role that is too small, and for what its schemas do not let through
 */
export async function answerRoute(
  route: Route,
  deps: OperatorDeps,
  request: RawRequest,
  caller: Caller,
): Promise<CarriedOut> {
  mustHave(route.role, caller)
  const input = route.read(request, caller)
  if (route.audit === undefined) return { reply: await route.answer(deps, input), isReplayed: false }
  return await carryOut({ route, audit: route.audit, deps, request, input })
}
