import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { answerRoute } from '../operator/answer-route.ts'
import type { OperatorDeps } from '../operator/deps.ts'
import { KEY_HEADER } from '../operator/idempotency-key.ts'
import type { Reply } from '../operator/reply.ts'
import type { Route } from '../operator/route.ts'
import { ACTOR_HEADER, REASON_HEADER } from '../operator/who-says.ts'
import { ProblemError } from '../problem.ts'
import { type Content, type Html, html } from './html.ts'
import type { Session } from './session.ts'
import { type Fields, mayDo, type Page, type Shown, type Visit } from './visit.ts'

/** A form that was taken, and what it was answered. */
export interface Taken {
  readonly params: Fields
  readonly fields: Fields
  readonly reply: Reply
}

/** What may be sent from a page, and the route of the operator API it asks. */
export interface Form {
  /** As Express has it, below /console. */
  readonly path: string
  readonly route: Route
  readonly asked: (params: Fields, fields: Fields) => { readonly params?: Fields; readonly body?: object }
  /** Where one that was taken leads to; or a page that is shown this once. */
  readonly done: (taken: Taken) => string | Shown
  /** Shown again where it was refused, with the reason. */
  readonly page: Page
}

export interface FormParts {
  readonly action: string
  readonly submit: string
  readonly content?: Content
  readonly kind?: 'main' | 'quiet'
}

/** A form, for whoever may send it. What is sent twice from one page is done once. */
export function formOf(
  visit: Visit,
  { route }: Form,
  { action, submit, content, kind = 'main' }: FormParts,
): Html | undefined {
  if (!mayDo(route.role, visit)) return undefined
  return html`<form method="post" action="${action}" class="${kind === 'main' ? 'stack' : 'inline'}">
    <input type="hidden" name="formToken" value="${visit.session.formToken}">
    <input type="hidden" name="once" value="${onceOf(visit)}">
    ${content}
    <button class="${kind}">${submit}</button>
  </form>`
}

/** Where a part of us was away, or is still at it, the same is sent again; all else that was refused is a new matter. */
function onceOf({ refused }: Visit): string {
  const isSame = refused?.problem.kind === 'unavailable' || refused?.problem.kind === 'under-way'
  return (isSame && refused.fields.once) || randomUUID()
}

/** Who asks, and why: both are kept in the audit. */
export function whoAndWhy({ session, refused }: Visit): Html {
  const { actor = session.caller.name, reason = '' } = refused?.fields ?? {}
  return html`
    <label>Your name <input name="actor" value="${actor}" required maxlength="200" autocomplete="name"></label>
    <label>Reason <input name="reason" value="${reason}" required maxlength="200" autocomplete="off"></label>`
}

const PATIENCE_MS = 10_000

/**
 * Asks the route what the form asks for. The second click of two waits for the answer of the first.
 * @throws ProblemError as the route does
 */
export async function send(
  { route, asked }: Form,
  deps: OperatorDeps,
  { caller }: Session,
  params: Fields,
  fields: Fields,
): Promise<Reply> {
  const headers: Readonly<Record<string, string | undefined>> = {
    [KEY_HEADER]: fields.once,
    [ACTOR_HEADER]: encodeURIComponent(fields.actor ?? ''),
    [REASON_HEADER]: encodeURIComponent(fields.reason ?? ''),
  }
  const request = {
    params: {},
    query: {},
    body: undefined,
    ...asked(params, fields),
    get: (name: string) => headers[name],
  }
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(200)) {
    try {
      return (await answerRoute(route, deps, request, caller)).reply
    } catch (error) {
      if (!isUnderWay(error) || Date.now() > deadline) throw error
    }
  }
}

function isUnderWay(error: unknown): boolean {
  return error instanceof ProblemError && error.kind === 'under-way'
}
