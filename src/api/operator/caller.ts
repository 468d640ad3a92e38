import type { Response } from 'express'
import { type OperatorKey, ROLES, type Role } from '../../operator-keys.ts'
import { ProblemError } from '../problem.ts'

/** Whose key a request bears. */
export type Caller = Pick<OperatorKey, 'name' | 'role'>

/** @throws ProblemError forbidden, naming the role that is needed */
export function mustHave(role: Role, caller: Caller, what = 'This'): void {
  if (has(role, caller)) return
  throw new ProblemError(
    'forbidden',
    `${what} needs a key with the role ${role}; the key ${caller.name} has the role ${caller.role}.`,
  )
}

export function has(role: Role, caller: Caller): boolean {
  return ROLES.indexOf(caller.role) >= ROLES.indexOf(role)
}

export function setCaller(response: Response, { name, role }: Caller): void {
  response.locals.caller = { name, role }
}

/** Whoever `authenticate` let through. */
export function callerOf(response: Response): Caller {
  return response.locals.caller
}
