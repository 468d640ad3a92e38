import { z } from 'zod'
import type { Role } from '../../operator-keys.ts'
import { ProblemError, type ProblemKind } from '../problem.ts'
import type { Audit } from './audit.ts'
import type { Caller } from './caller.ts'
import type { OperatorDeps } from './deps.ts'
import type { BodyOf, Reply, ReplyOf, Responses } from './reply.ts'

/** What was asked, however it came in: nothing of it is judged yet. Express' Request is one. */
export interface RawRequest {
  readonly params: unknown
  readonly query: unknown
  readonly body: unknown
  get(header: string): string | undefined
}

/** What a route is asked with, as its schemas let it through. */
export interface Input<Params = unknown, Query = unknown, Body = unknown> {
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly caller: Caller
}

interface Described {
  /** As Express has it, below `/v1`. */
  readonly path: string
  readonly summary: string
  /** The least that its caller's key must be for. */
  readonly role: Role
  readonly responses: Responses
  /** Beside those that any route may answer with. */
  readonly problems?: readonly ProblemKind[]
}

interface Definition<Params, Query, Body, R extends Responses> extends Described {
  readonly responses: R
  readonly params?: z.ZodType<Params>
  readonly query?: z.ZodType<Query>
  readonly body?: z.ZodType<Body>
  readonly answer: (deps: OperatorDeps, input: Input<Params, Query, Body>) => Promise<ReplyOf<R>>
}

/** What changes something is audited. */
type Changes<AuditOf> =
  | { readonly method: 'get'; readonly audit?: never }
  | { readonly method: 'put' | 'post' | 'delete'; readonly audit: AuditOf }

/** One route of the operator API; its schemas check what comes in and describe it to others. */
export interface Route extends Described {
  readonly method: 'get' | 'put' | 'post' | 'delete'
  readonly params: z.ZodType
  readonly query: z.ZodType
  readonly body: z.ZodType
  readonly audit?: Audit
  /** @throws ProblemError for what its schemas do not let through */
  read(request: RawRequest, caller: Caller): Input
  answer(deps: OperatorDeps, input: Input): Promise<Reply>
}

const NOTHING = z.strictObject({})

/** A route whose answer sees only what its schemas let through. What is not declared must not be there. */
export function defineRoute<R extends Responses, Params = object, Query = object, Body = unknown>(
  definition: Definition<Params, Query, Body, R> & Changes<Audit<Input<Params, Query, Body>, BodyOf<R>>>,
): Route & { readonly responses: R } {
  const params: z.ZodType = definition.params ?? NOTHING
  const query: z.ZodType = definition.query ?? NOTHING
  const body: z.ZodType = definition.body ?? z.unknown()
  return {
    ...definition,
    params,
    query,
    body,
    read: (request, caller) => ({
      params: checked(params, request.params, 'invalid-request'),
      query: checked(query, request.query, 'invalid-request'),
      body: checked(body, request.body, 'invalid-content'),
      caller,
    }),
  } as Route & { readonly responses: R }
}

function checked<T>(schema: z.ZodType<T>, input: unknown, kind: ProblemKind): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const wrong = result.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  )
  throw new ProblemError(kind, wrong.join(' · '))
}

export function ok<const Body extends object>(body: Body): { readonly status: 200; readonly body: Body } {
  return { status: 200, body }
}

/** Not done yet; it will be. */
export function later<const Body extends object>(body: Body): { readonly status: 202; readonly body: Body } {
  return { status: 202, body }
}
