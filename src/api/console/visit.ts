import type { z } from 'zod'
import type { Role } from '../../operator-keys.ts'
import { answerRoute } from '../operator/answer-route.ts'
import { has } from '../operator/caller.ts'
import type { OperatorDeps } from '../operator/deps.ts'
import type { Route } from '../operator/route.ts'
import { ProblemError } from '../problem.ts'
import type { Html } from './html.ts'
import type { Links } from './links.ts'
import type { Session } from './session.ts'

export type Fields = Readonly<Record<string, string>>

/** A page of the console, asked for by somebody who is logged in. */
export interface Visit {
  readonly session: Session
  /** Below /console. */
  readonly path: string
  readonly params: Fields
  readonly query: Fields
  readonly links: Links
  /** A form of this page that came back and was refused. */
  readonly refused?: { readonly problem: ProblemError; readonly fields: Fields }
  /** What a route of the operator API answers whoever is logged in. */
  readonly ask: <Answer extends z.ZodType>(
    route: Answering<Answer>,
    asked?: Asked,
  ) => Promise<z.output<Answer>>
}

export interface Asked {
  readonly params?: Fields
  readonly query?: Fields
}

type Answering<Answer extends z.ZodType> = Route & { readonly responses: { readonly 200: Answer } }

export interface Page {
  /** As Express has it, below /console. */
  readonly path: string
  show(visit: Visit): Promise<Shown>
}

export interface Shown {
  readonly title: string
  readonly content: Html
}

export function askingAs(deps: OperatorDeps, { caller }: Session): Visit['ask'] {
  return async (route, { params = {}, query = {} } = {}) => {
    const request = { params, query, body: undefined, get: () => undefined }
    const { reply } = await answerRoute(route, deps, request, caller)
    // As it is written for all others, a Date as text. It has the type of its schema, and is not judged by it: ADR 0038.
    return JSON.parse(JSON.stringify(reply.body))
  }
}

/** What is asked for, or nothing where there is no such thing. */
export async function ifThere<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof ProblemError && error.kind === 'not-found') return undefined
    throw error
  }
}

export function mayDo(role: Role, { session }: Visit): boolean {
  return has(role, session.caller)
}
