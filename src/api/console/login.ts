import { type Request, type Response, Router } from 'express'
import { recordAction, recordOutcome } from '../../audit/actions.ts'
import { FAILURES_PER_MINUTE, keyBorne } from '../operator/authenticate.ts'
import type { OperatorDeps } from '../operator/deps.ts'
import { createUnverifiedLimit } from '../unverified-limit.ts'
import { type Html, html } from './html.ts'
import { page } from './layout.ts'
import { mustBeSameOrigin } from './same-origin.ts'
import { sendPage } from './send-page.ts'
import { openSession } from './session.ts'

/** A page of ours, and none that a browser would read as somebody else's. */
const NEXT = /^\/console(?:[/?][^\\]*)?$/

/** The way in: a key of the operator API. Only failures count towards the limit, as there. */
export function loginRouter(deps: OperatorDeps): Router {
  const failures = createUnverifiedLimit(FAILURES_PER_MINUTE)
  const router = Router()
  router.get('/login', (request, response) => {
    sendPage(response, 200, form(nextOf(request.query.next)))
  })
  router.post('/login', async (request, response) => {
    mustBeSameOrigin(request)
    const { key: given, next }: Readonly<Record<string, unknown>> = request.body ?? {}
    const key = typeof given === 'string' ? keyBorne(`Bearer ${given.trim()}`, deps.operatorKeys) : undefined
    if (key === undefined) {
      refuse(response, nextOf(next), failures.count(request.ip ?? ''))
      return
    }
    const action = {
      key: key.name,
      role: key.role,
      action: 'POST /console/login',
      params: {},
      asked: null,
      before: null,
    }
    const actionId = await recordAction(deps.pool, action)
    await openSession(deps, request, response, key)
    await recordOutcome(deps.pool, { actionId, status: 303, after: null })
    response.redirect(303, nextOf(next))
  })
  return router
}

/**
 * To the login, and from there back here. From another site a link comes without the cookie, which is strict: the page
 * asks for itself again, as ours.
 */
export function askToLogIn(request: Request, response: Response): void {
  const isFromElsewhere = request.get('sec-fetch-site') === 'cross-site'
  if (isFromElsewhere) sendPage(response, 200, again(request))
  else response.redirect(303, `/console/login?next=${encodeURIComponent(request.originalUrl)}`)
}

function again({ originalUrl }: Request): Html {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Quittance</title>
    <meta http-equiv="refresh" content="0"></head><body><main><a href="${originalUrl}">Go on to the console</a></main></body></html>`
}

function nextOf(next: unknown): string {
  return typeof next === 'string' && NEXT.test(next) ? next : '/console'
}

function refuse(response: Response, next: string, retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) {
    response.set('retry-after', String(retryAfterSeconds))
    sendPage(response, 429, form(next, 'Too many keys that open nothing; wait a minute.'))
    return
  }
  sendPage(
    response,
    401,
    form(next, 'This key opens nothing. It is OPERATOR_API_KEY, or one of OPERATOR_API_KEYS.'),
  )
}

function form(next: string, problem?: string): Html {
  return page(
    'Log in',
    html`<main id="main" class="login" tabindex="-1">
      <p class="brand">Quittance</p>
      <h1>Log in</h1>
      ${problem !== undefined && html`<p class="notice problem" role="alert">${problem}</p>`}
      <form method="post" action="/console/login" class="stack">
        <input type="hidden" name="next" value="${next}">
        <input type="text" name="username" value="operator" autocomplete="username" hidden>
        <label>Operator key <input type="password" name="key" autocomplete="current-password" required autofocus></label>
        <button class="main">Log in</button>
      </form>
      <p class="hint">A session ends after an hour without use, and after 8 hours.</p>
    </main>`,
  )
}
