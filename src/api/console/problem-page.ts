import type { ErrorRequestHandler } from 'express'
import type { Logger } from '../../logger.ts'
import { answeringProblems, PROBLEMS, type ProblemError } from '../problem.ts'
import { type Html, html } from './html.ts'
import { layout, page } from './layout.ts'
import { sendPage } from './send-page.ts'
import type { Session } from './session.ts'

/** Last in the console: whatever is thrown becomes a page that says what to do. */
export function problemPages(log: Logger): ErrorRequestHandler {
  return answeringProblems(log, (problem, { path }, response) => {
    const [status, title] = PROBLEMS[problem.kind]
    const session: Session | undefined = response.locals.session
    const notice = problemNotice(problem)
    const shown =
      session === undefined ? outside(title, notice) : layout({ session, path, query: {} }, title, notice)
    sendPage(response, status, shown)
  })
}

function outside(title: string, notice: Html): Html {
  return page(
    title,
    html`<main id="main" class="login" tabindex="-1"><h1>${title}</h1>${notice}<p><a href="/console">To the console</a></p></main>`,
  )
}

export function problemNotice({ message, code }: ProblemError): Html {
  return html`<p class="notice problem" role="alert">${message}${code !== undefined && html` <code>${code}</code>`}</p>`
}
