import type { Request } from 'express'
import { z } from 'zod'
import { ProblemError, type ProblemKind } from '../problem.ts'
import type { OperatorDeps } from './deps.ts'

export interface Reply {
  readonly status: 200 | 201 | 202
  readonly body: object
}

interface Definition<Params, Query, Body> {
  readonly method: 'get' | 'put' | 'post'
  /** As Express has it, below `/v1`. */
  readonly path: string
  readonly summary: string
  readonly params: z.ZodType<Params>
  readonly query: z.ZodType<Query>
  readonly body: z.ZodType<Body>
  readonly answer: (
    deps: OperatorDeps,
    input: { readonly params: Params; readonly query: Query; readonly body: Body },
  ) => Promise<Reply>
}

/** One route of the operator API; its schemas check what comes in and describe it to others. */
export interface Route extends Omit<Definition<unknown, unknown, unknown>, 'answer'> {
  readonly answer: (deps: OperatorDeps, request: Request) => Promise<Reply>
}

type Optional = 'params' | 'query' | 'body'

const NOTHING = z.strictObject({})

/** A route whose answer sees only what its schemas let through. What is not declared must not be there. */
export function defineRoute<Params = object, Query = object, Body = unknown>(
  definition: Omit<Definition<Params, Query, Body>, Optional> &
    Partial<Pick<Definition<Params, Query, Body>, Optional>>,
): Route {
  const params = definition.params ?? (NOTHING as unknown as z.ZodType<Params>)
  const query = definition.query ?? (NOTHING as unknown as z.ZodType<Query>)
  const body = definition.body ?? (z.unknown() as unknown as z.ZodType<Body>)
  return {
    ...definition,
    params,
    query,
    body,
    answer: (deps, request) =>
      definition.answer(deps, {
        params: checked(params, request.params, 'invalid-request'),
        query: checked(query, request.query, 'invalid-request'),
        body: checked(body, request.body, 'invalid-content'),
      }),
  }
}

function checked<T>(schema: z.ZodType<T>, input: unknown, kind: ProblemKind): T {
  const result = schema.safeParse(input)
  if (result.success) return result.data
  const wrong = result.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  )
  throw new ProblemError(kind, wrong.join(' · '))
}

export function ok(body: object): Reply {
  return { status: 200, body }
}
