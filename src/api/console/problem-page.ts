import type { ErrorRequestHandler } from 'express'
import type { Logger } from '../../logger.ts'
import { logInternal, PROBLEMS, type ProblemError, problemOf } from '../problem.ts'
import { type Html, html } from './html.ts'
import { layout, page } from './layout.ts'
import { sendPage } from './send-page.ts'
import type { Session } from './session.ts'

/** Last in the console: whatever is thrown becomes a page that says what to do. */
export function problemPages(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error)
      return
    }
    const problem = problemOf(error)
    if (problem.kind === 'internal') logInternal(log, request, error)
    const [status, title] = PROBLEMS[problem.kind]
    const session: Session | undefined = response.locals.session
    const shown =
      session === undefined
        ? page(
            title,
            html`<main id="main" class="login" tabindex="-1"><h1>${title}</h1>${problemNotice(problem)}<p><a href="/console">To the console</a></p></main>`,
          )
        : layout({ session, path: request.path, query: {} }, title, problemNotice(problem))
    sendPage(response, status, shown)
  }
}

export function problemNotice({ message, code }: ProblemError): Html {
  return html`<p class="notice problem" role="alert">${message}${code !== undefined && html` <code>${code}</code>`}</p>`
}
