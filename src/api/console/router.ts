import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { isSecret } from '../bears-key.ts'
import type { OperatorDeps } from '../operator/deps.ts'
import { PROBLEMS, ProblemError, problemOf } from '../problem.ts'
import { type Form, send } from './form.ts'
import { layout } from './layout.ts'
import { createLinks, type LinkSettings } from './links.ts'
import { askToLogIn, loginRouter } from './login.ts'
import { FORMS, PAGES } from './pages/index.ts'
import { problemPages } from './problem-page.ts'
import { mustBeSameOrigin } from './same-origin.ts'
import { guardHeaders, sendPage } from './send-page.ts'
import { closeSession, type Session, sessionOf } from './session.ts'
import { ICON, STYLE, STYLE_PATH } from './style.ts'
import { askingAs, type Fields, type Page, type Visit } from './visit.ts'

/** The console, to be mounted at `/console`: pages over the routes of the operator API, asked in process. */
export function consoleRouter(deps: OperatorDeps, settings: LinkSettings): Router {
  const links = createLinks(settings)
  const router = Router()
  router.use(guardHeaders, express.urlencoded({ extended: false, limit: '64kb' }))
  router.get(STYLE_PATH.slice('/console'.length), asset('css', STYLE))
  router.get('/icon.svg', asset('svg', ICON))
  router.use(loginRouter(deps))
  router.use(mustBeIn(deps))
  router.post('/logout', async (request, response) => {
    await closeSession(deps, request, response)
    response.redirect(303, '/console/login')
  })
  const visitOf = (request: Request, response: Response): Visit => {
    const session = sessionIn(response)
    const [params, query] = [fields.parse(request.params), read(request.query)]
    return { session, path: request.path, params, query, links, ask: askingAs(deps, session) }
  }
  for (const page of PAGES)
    router.get(page.path, async (request, response) => {
      await answer(response, 200, page, visitOf(request, response))
    })
  for (const form of FORMS)
    router.post(form.path, async (request, response) => {
      await answerForm(form, deps, visitOf(request, response), request, response)
    })
  router.use(() => {
    throw new ProblemError('not-found', 'There is no such page.')
  })
  router.use(problemPages(deps.log))
  return router
}

const fields = z.record(z.string(), z.string())

/** @throws ProblemError where a field is named twice */
function read(given: unknown): Fields {
  const result = fields.safeParse(given ?? {})
  if (result.success) return result.data
  throw new ProblemError('invalid-request', 'A field is there twice.')
}

/** Behind it, somebody is logged in; and what is sent was sent from a page of theirs. */
function mustBeIn(deps: OperatorDeps): RequestHandler {
  return async (request, response, next) => {
    const session = await sessionOf(deps, request)
    if (session === undefined && request.method === 'GET') {
      askToLogIn(request, response)
      return
    }
    if (session === undefined) throw new ProblemError('unauthorized', 'The session has ended: log in again.')
    response.locals.session = session
    if (request.method !== 'GET' && request.method !== 'HEAD') mustBeFromForm(session, request)
    next()
  }
}

function mustBeFromForm({ formToken }: Session, request: Request): void {
  mustBeSameOrigin(request)
  if (isSecret(read(request.body).formToken ?? '', formToken)) return
  throw new ProblemError('forbidden', 'The form belongs to another session: open its page anew.')
}

async function answer(response: Response, status: number, page: Page, visit: Visit): Promise<void> {
  const { title, content } = await page.show(visit)
  sendPage(response, status, layout(visit, title, content))
}

async function answerForm(
  form: Form,
  deps: OperatorDeps,
  visit: Visit,
  request: Request,
  response: Response,
): Promise<void> {
  const fields = read(request.body)
  try {
    const reply = await send(form, deps, visit.session, visit.params, fields)
    const next = form.done({ params: visit.params, fields, reply })
    if (typeof next === 'string') response.redirect(303, next)
    else sendPage(response, 200, layout(visit, next.title, next.content))
  } catch (error) {
    const problem = problemOf(error)
    if (problem.kind === 'internal' || problem.kind === 'forbidden') throw error
    const [status] = PROBLEMS[problem.kind]
    await answer(response, status, form.page, { ...visit, refused: { problem, fields } })
  }
}

function sessionIn(response: Response): Session {
  return response.locals.session
}

function asset(type: 'css' | 'svg', text: string): RequestHandler {
  return (_request, response) => {
    response.set('cache-control', 'public, max-age=31536000, immutable').type(type).send(text)
  }
}
